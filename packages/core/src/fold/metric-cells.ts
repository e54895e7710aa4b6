import { otherGroupValue, type EncodedState, type Metric } from '@tidewatch/contract';
import type { Measure, MeasureInput } from '../measures/measure.ts';
import type { MeasureState } from '../ports/metric-store.ts';
import type { CellRows } from './cell-rows.ts';
import type { GroupNames, NamedGroup } from './group-names.ts';

/** Cells that a slice may still make. Shared by all metrics of the slice. */
export interface CellBudget {
  left: number;
}

/** What the metrics with equal dimensions share in a slice. */
export interface SharedRows {
  readonly rows: CellRows;
  readonly names: GroupNames;
}

const absent = 0;
const present = 1;
const changed = 2;

/**
 * All cells of one metric and one grain in one slice, as columns by row. Memory is bounded by `groupsMax` per window and by the
 * budget; beyond them the group `(other)` of the window takes what comes.
 */
export class MetricCells {
  readonly metric: Metric;
  readonly grain: string;
  readonly #measure: Measure;
  readonly #budget: CellBudget;
  readonly #rows: CellRows;
  readonly #names: GroupNames;
  readonly #states: MeasureState[] = [];
  readonly #throughs: number[] = [];
  readonly #marks: number[] = [];
  /** Cells per window, by its place. */
  readonly #windowSizes: number[] = [];
  #changedRows: number[] = [];

  constructor(metric: Metric, grain: string, measure: Measure, budget: CellBudget, { rows, names }: SharedRows) {
    this.metric = metric;
    this.grain = grain;
    this.#measure = measure;
    this.#budget = budget;
    this.#rows = rows;
    this.#names = names;
  }

  get changedCount(): number {
    return this.#changedRows.length;
  }

  /** Adds one event; `time` is epoch milliseconds. */
  add(time: number, named: NamedGroup, input: MeasureInput, offset: number): void {
    const row = this.#cellAt(time, named);
    this.#states[row] = this.#measure.add(this.#states[row], input);
    this.#change(row, offset);
  }

  /** Adds `by` at once to a count. */
  addCount(time: number, named: NamedGroup, by: number, offset: number): void {
    const row = this.#cellAt(time, named);
    this.#states[row] = this.#measure.merge(this.#states[row], by);
    this.#change(row, offset);
  }

  /** The rows that changed since the last call, in order of their first change, by the start of their window in epoch milliseconds. */
  takeChanged(): ReadonlyMap<number, readonly number[]> {
    const windows = new Map<number, number[]>();
    for (const row of this.#changedRows) {
      this.#marks[row] = present;
      const window = this.#rows.window(row);
      const rows = windows.get(window);
      if (rows === undefined) windows.set(window, [row]);
      else rows.push(row);
    }
    this.#changedRows = [];
    return windows;
  }

  named(row: number): NamedGroup {
    return this.#rows.group(row);
  }

  /** The last offset that the cell contains. */
  through(row: number): number {
    return this.#throughs[row]!;
  }

  /** The cell's aggregate over the slice so far, as frames carry it. */
  encoded(row: number): EncodedState {
    return this.#measure.encode(this.#states[row]);
  }

  #change(row: number, offset: number): void {
    this.#throughs[row] = offset;
    if (this.#marks[row] === changed) return;
    this.#marks[row] = changed;
    this.#changedRows.push(row);
  }

  /** Row of the cell that takes an event of this group. */
  #cellAt(time: number, named: NamedGroup): number {
    const row = this.#rows.rowAt(time, named);
    return row < this.#marks.length && this.#marks[row] !== absent ? row : this.#create(row, named);
  }

  #create(own: number, named: NamedGroup): number {
    const place = this.#rows.place(own);
    const size = this.#windowSizes[place] ?? 0;
    const full = named.group.length > 0 && (size >= this.metric.groupsMax || this.#budget.left <= 0);
    const row = full ? this.#rows.rowOf(place, this.#names.of(named.group.map(() => otherGroupValue))) : own;
    // Rows that only other metrics have leave no holes: columns of numbers stay columns of numbers.
    while (this.#marks.length <= row) {
      this.#states.push(0);
      this.#throughs.push(-1);
      this.#marks.push(absent);
    }
    if (this.#marks[row] !== absent) return row;
    this.#states[row] = this.#measure.empty();
    this.#marks[row] = present;
    while (this.#windowSizes.length <= place) this.#windowSizes.push(0);
    this.#windowSizes[place] = size + 1;
    this.#budget.left -= 1;
    return row;
  }
}
