import type { EncodedState } from '@tidewatch/contract/frames';
import type { Measure } from '@tidewatch/core/measures/measure';
import type { RowCells } from './packed-row.ts';

/** Cells of one row that a write brings, in any order, a group perhaps several times. */
export interface RowUpdate {
  readonly ids: number[];
  /** Counted from the slice's first offset. */
  readonly throughs: number[];
  readonly states: EncodedState[];
}

/** A row's groups merged: numbers where the state packs into two at most, else its encoded form as JSON text. */
export type RowTotal = readonly [total1: number | string | null, total2: number | null];

/**
 * Puts an update into a row, keeping the highest version of each group; an equal one keeps what is there. Null when the row already
 * holds all of it.
 */
export function mergeRow(measure: Measure, row: RowCells | null, update: RowUpdate): RowCells | null {
  const order = newestOfEachGroup(update);
  const updates = order.map((index) => numbersOf(measure, update.states[index]!));
  const holdsStates = row !== null && row.states !== null;
  const packs = measure.columns !== null && !holdsStates && updates.every((numbers) => numbers !== null);
  const oldCount = row?.ids.length ?? 0;
  const merged = new MergedRow(measure, oldCount + order.length, packs);
  let old = 0;
  let isNewer = false;
  for (let place = 0; place < order.length; place++) {
    const index = order[place]!;
    const id = update.ids[index]!;
    for (; old < oldCount && row!.ids[old]! < id; old++) merged.takeOld(row!, old);
    const isHeld = old < oldCount && row!.ids[old] === id;
    if (isHeld && row!.throughs[old]! >= update.throughs[index]!) merged.takeOld(row!, old++);
    else {
      if (isHeld) old++;
      merged.takeNew(update, index, updates[place]!);
      isNewer = true;
    }
  }
  if (!isNewer) return null;
  for (; old < oldCount; old++) merged.takeOld(row!, old);
  return merged.cells();
}

/** A row that is put together cell by cell, ascending by group. */
class MergedRow {
  readonly #measure: Measure;
  readonly #ids: Int32Array;
  readonly #throughs: Float64Array;
  readonly #columns: readonly Float64Array[];
  /** Null where all cells are numbers in columns. */
  readonly #states: EncodedState[] | null;
  #count = 0;

  constructor(measure: Measure, capacity: number, packs: boolean) {
    this.#measure = measure;
    this.#ids = new Int32Array(capacity);
    this.#throughs = new Float64Array(capacity);
    const columns = packs ? (measure.columns ?? 0) : 0;
    this.#columns = Array.from({ length: columns }, () => new Float64Array(capacity));
    this.#states = packs ? null : [];
  }

  takeOld(row: RowCells, index: number): void {
    const at = this.#count++;
    this.#ids[at] = row.ids[index]!;
    this.#throughs[at] = row.throughs[index]!;
    if (this.#states !== null) this.#states.push(stateAt(this.#measure, row, index));
    for (let which = 0; which < this.#columns.length; which++) this.#columns[which]![at] = row.columns![which]![index]!;
  }

  takeNew(update: RowUpdate, index: number, numbers: readonly number[] | null): void {
    const at = this.#count++;
    this.#ids[at] = update.ids[index]!;
    this.#throughs[at] = update.throughs[index]!;
    if (this.#states !== null) this.#states.push(update.states[index]!);
    for (let which = 0; which < this.#columns.length; which++) this.#columns[which]![at] = numbers![which]!;
  }

  cells(): RowCells {
    return {
      ids: this.#ids.subarray(0, this.#count),
      throughs: this.#throughs.subarray(0, this.#count),
      columns: this.#states === null ? this.#columns.map((column) => column.subarray(0, this.#count)) : null,
      states: this.#states,
    };
  }
}

/** Merges all groups of a row. A row of one sketch gets none: reading its pack costs the same. */
export function totalOf(measure: Measure, row: RowCells): RowTotal {
  if (row.states !== null && row.ids.length === 1) return [null, null];
  const total = row.columns === null ? mergedStates(measure, row.states!) : mergedColumns(measure, row.columns);
  const numbers = measure.columns === null || measure.columns > 2 ? null : measure.pack(total);
  if (numbers === null) return [JSON.stringify(measure.encode(total)), null];
  return [numbers[0]!, numbers[1] ?? null];
}

function mergedStates(measure: Measure, [first, ...others]: readonly EncodedState[]): unknown {
  let total = measure.decode(first!);
  for (const state of others) total = measure.merge(total, measure.decode(state));
  return total;
}

function mergedColumns(measure: Measure, columns: readonly Float64Array[]): unknown {
  // One array for the numbers of each group in turn: a row may have ten thousand.
  const numbers = columns.map((column) => column[0]!);
  let total = measure.unpack(numbers);
  const count = columns[0]?.length ?? 0;
  for (let index = 1; index < count; index++) {
    for (let which = 0; which < columns.length; which++) numbers[which] = columns[which]![index]!;
    total = measure.merge(total, measure.unpack(numbers));
  }
  return total;
}

/** Indexes of the update's newest version of each group, ascending by group. */
function newestOfEachGroup({ ids, throughs }: RowUpdate): number[] {
  // Group and index in one number: sorting numbers without a function to compare them is several times quicker.
  const span = 2 ** Math.ceil(Math.log2(ids.length + 1));
  const keys = new Float64Array(ids.length);
  for (let index = 0; index < ids.length; index++) keys[index] = ids[index]! * span + index;
  keys.sort();
  const newest: number[] = [];
  for (const key of keys) {
    const index = key - Math.floor(key / span) * span;
    const last = newest.at(-1);
    if (last === undefined || ids[last] !== ids[index]) newest.push(index);
    else if (throughs[index]! >= throughs[last]!) newest[newest.length - 1] = index;
  }
  return newest;
}

const numbersOf = (measure: Measure, state: EncodedState): readonly number[] | null =>
  measure.columns === null ? null : measure.pack(measure.decode(state));

const stateAt = (measure: Measure, row: RowCells, index: number): EncodedState =>
  row.columns === null
    ? row.states![index]!
    : measure.encode(measure.unpack(row.columns.map((column) => column[index]!)));
