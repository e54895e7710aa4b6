import type { EncodedState } from '@tidewatch/contract/frames';
import type { Measure } from '@tidewatch/core/measures/measure';
import type { MeasureState } from '@tidewatch/core/ports/metric-store';
import type { Definition } from '../names/definitions.ts';
import type { RowTotal } from '../rows/merge-row.ts';
import type { RowReader } from '../rows/packed-row.ts';
import type { ColumnOperation, Numbers } from './column-operations.ts';
import { columnOperations } from './column-operations.ts';
import type { GroupChooser } from './group-chooser.ts';
import { droppedPlace } from './group-chooser.ts';
import type { NamedGroup } from './named-groups.ts';
import { NamedGroups } from './named-groups.ts';

/** Merges rows of one bucket of the answer, group by group. */
export interface BucketFold {
  /** Merges a whole row, whose `total` is given; false where this fold cannot, and the states of the answer must be folded another way. */
  addRow(row: RowReader, chooser: GroupChooser, total: RowTotal): boolean;
  addTotal(total: RowTotal, into: number): boolean;
  /** Ends the bucket: hands over each group's state and forgets them. */
  flush(take: (place: number, state: MeasureState) => void): void;
}

/**
 * The fold for a metric's measure. `isExact`: number columns turned out too narrow, only states will do. `named`: the groups that the
 * answer names, where all others are `(other)`.
 */
export function bucketFold(
  { metric, measure }: Definition,
  isExact: boolean,
  chooser: GroupChooser,
  named: readonly NamedGroup[] | null,
): BucketFold {
  const operations = isExact ? null : columnOperations(metric.measure, measure);
  if (operations === null) return new StateFold(measure);
  const isSum = operations.every((operation) => operation.isSum);
  const split = named === null || !isSum ? null : new NamedGroups(named, chooser.chooseOther(), operations.length);
  return new NumberFold(measure, operations, split);
}

/**
 * Merges packed numbers column by column, without an object per cell. Gives up (answers false) where a row has no numbers and where an
 * integer may have passed 2^53: `StateFold` is exact there.
 */
class NumberFold implements BucketFold {
  readonly #measure: Measure;
  readonly #operations: readonly ColumnOperation[];
  readonly #named: NamedGroups | null;
  #merged: Float64Array[];
  /** One number for each column, for rows of which only the total is read. */
  readonly #total = {
    ids: new Int32Array(1),
    places: new Int32Array(1),
    count: 1,
    columns: [new Float64Array(1), new Float64Array(1)],
  };
  #isHeld = new Uint8Array(256);
  #places = 0;

  constructor(measure: Measure, operations: readonly ColumnOperation[], named: NamedGroups | null) {
    this.#measure = measure;
    this.#operations = operations;
    this.#named = named;
    this.#merged = operations.map(({ neutral }) => new Float64Array(256).fill(neutral));
  }

  addRow(row: RowReader, chooser: GroupChooser, total: RowTotal): boolean {
    if (!row.hasNumbers) return false;
    const split = this.#named?.split(row, total) ?? null;
    if (split !== null) return this.#add(split, split.columns, chooser.groups.length);
    row.unpack();
    const { ids, columns, count } = row;
    return this.#add({ ids, places: chooser.placesFor(ids, count), count }, columns, chooser.groups.length);
  }

  addTotal([total1, total2]: RowTotal, into: number): boolean {
    if (typeof total1 !== 'number') return false;
    const { columns, places } = this.#total;
    columns[0]![0] = total1;
    columns[1]![0] = total2 ?? 0;
    places[0] = into;
    return this.#add(this.#total, columns, into + 1);
  }

  flush(take: (place: number, state: MeasureState) => void): void {
    for (let place = 0; place < this.#places; place++) {
      if (this.#isHeld[place] === 0) continue;
      this.#isHeld[place] = 0;
      const numbers = this.#operations.map((operation, which) => takeNumber(this.#merged[which]!, place, operation));
      if (place !== droppedPlace) take(place, this.#measure.unpack(numbers));
    }
  }

  #add(numbers: Omit<Numbers, 'values'>, columns: readonly Float64Array[], places: number): boolean {
    if (places > this.#isHeld.length) this.#grow(places * 2);
    this.#places = Math.max(this.#places, places);
    let isExact = true;
    this.#operations.forEach((operation, which) => {
      isExact = operation.merge(this.#merged[which]!, this.#isHeld, { ...numbers, values: columns[which]! }) && isExact;
    });
    return isExact;
  }

  #grow(places: number): void {
    const isHeld = new Uint8Array(places);
    isHeld.set(this.#isHeld);
    this.#isHeld = isHeld;
    this.#merged = this.#merged.map((narrow, which) => {
      const wide = new Float64Array(places).fill(this.#operations[which]!.neutral);
      wide.set(narrow);
      return wide;
    });
  }
}

function takeNumber(column: Float64Array, place: number, { neutral, none }: ColumnOperation): number {
  const merged = column[place]!;
  column[place] = neutral;
  return merged === neutral ? none : merged;
}

/** Merges states by the measure itself: for sketches, and for sums beyond 2^53. */
class StateFold implements BucketFold {
  readonly #measure: Measure;
  readonly #merged = new Map<number, MeasureState>();

  constructor(measure: Measure) {
    this.#measure = measure;
  }

  addRow(row: RowReader, chooser: GroupChooser): boolean {
    row.unpack();
    const states = row.hasNumbers ? null : row.states();
    const places = chooser.placesFor(row.ids, row.count);
    for (let index = 0; index < row.count; index++) {
      const into = places[row.ids[index]!]!;
      if (into === droppedPlace) continue;
      this.#merge(into, states === null ? this.#numbersAt(row, index) : this.#measure.decode(states[index]!));
    }
    return true;
  }

  addTotal([total1, total2]: RowTotal, into: number): boolean {
    const isText = typeof total1 === 'string';
    this.#merge(
      into,
      isText
        ? this.#measure.decode(JSON.parse(total1) as EncodedState)
        : this.#measure.unpack([total1 ?? 0, total2 ?? 0]),
    );
    return true;
  }

  flush(take: (place: number, state: MeasureState) => void): void {
    for (const [into, state] of this.#merged) take(into, state);
    this.#merged.clear();
  }

  #numbersAt(row: RowReader, index: number): MeasureState {
    return this.#measure.unpack(row.columns.slice(0, this.#measure.columns ?? 0).map((column) => column[index]!));
  }

  #merge(into: number, state: MeasureState): void {
    const before = this.#merged.get(into);
    this.#merged.set(into, before === undefined ? state : this.#measure.merge(before, state));
  }
}
