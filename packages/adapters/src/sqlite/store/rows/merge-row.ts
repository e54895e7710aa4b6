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
  const capacity = (row?.ids.length ?? 0) + order.length;
  const ids = new Int32Array(capacity);
  const throughs = new Float64Array(capacity);
  const columns = packs ? Array.from({ length: measure.columns ?? 0 }, () => new Float64Array(capacity)) : null;
  const states: EncodedState[] | null = packs ? null : [];
  let count = 0;
  let isNewer = false;

  const takeOld = (index: number): void => {
    ids[count] = row!.ids[index]!;
    throughs[count] = row!.throughs[index]!;
    if (states !== null) states.push(stateAt(measure, row!, index));
    else columns!.forEach((column, which) => (column[count] = row!.columns![which]![index]!));
    count++;
  };
  const takeNew = (place: number): void => {
    const index = order[place]!;
    ids[count] = update.ids[index]!;
    throughs[count] = update.throughs[index]!;
    if (states !== null) states.push(update.states[index]!);
    else columns!.forEach((column, which) => (column[count] = updates[place]![which]!));
    count++;
    isNewer = true;
  };

  let old = 0;
  const oldCount = row?.ids.length ?? 0;
  for (let place = 0; place < order.length; place++) {
    const index = order[place]!;
    while (old < oldCount && row!.ids[old]! < update.ids[index]!) takeOld(old++);
    const isHeld = old < oldCount && row!.ids[old] === update.ids[index];
    if (isHeld && row!.throughs[old]! >= update.throughs[index]!) takeOld(old++);
    else {
      if (isHeld) old++;
      takeNew(place);
    }
  }
  if (!isNewer) return null;
  while (old < oldCount) takeOld(old++);
  return {
    ids: ids.subarray(0, count),
    throughs: throughs.subarray(0, count),
    columns: columns?.map((column) => column.subarray(0, count)) ?? null,
    states,
  };
}

/** Merges all groups of a row. A row of one sketch gets none: reading its pack costs the same. */
export function totalOf(measure: Measure, row: RowCells): RowTotal {
  if (row.states !== null && row.ids.length === 1) return [null, null];
  let total = stateOf(measure, row, 0);
  for (let index = 1; index < row.ids.length; index++) total = measure.merge(total, stateOf(measure, row, index));
  const numbers = measure.columns === null || measure.columns > 2 ? null : measure.pack(total);
  if (numbers === null) return [JSON.stringify(measure.encode(total)), null];
  return [numbers[0]!, numbers[1] ?? null];
}

/** Indexes of the update's newest version of each group, ascending by group. */
function newestOfEachGroup({ ids, throughs }: RowUpdate): number[] {
  const order = ids
    .map((_, index) => index)
    .sort((left, right) => ids[left]! - ids[right]! || throughs[left]! - throughs[right]!);
  return order.filter((index, place) => place + 1 === order.length || ids[order[place + 1]!] !== ids[index]);
}

const numbersOf = (measure: Measure, state: EncodedState): readonly number[] | null =>
  measure.columns === null ? null : measure.pack(measure.decode(state));

const stateOf = (measure: Measure, row: RowCells, index: number): unknown =>
  row.columns === null
    ? measure.decode(row.states![index]!)
    : measure.unpack(row.columns.map((column) => column[index]!));

const stateAt = (measure: Measure, row: RowCells, index: number): EncodedState =>
  row.columns === null ? row.states![index]! : measure.encode(stateOf(measure, row, index));
