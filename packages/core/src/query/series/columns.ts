import { otherGroupValue, type Group } from '@tidewatch/contract/frames';
import { groupKey } from '../../fold/group-key.ts';
import type { Measure } from '../../measures/measure.ts';
import type { MeasureState } from '../../ports/metric-store.ts';

/** States of one group in one bucket, one for each input of the plan; undefined where no partial exists. */
export interface GroupStates {
  readonly group: Group;
  readonly states: (MeasureState | undefined)[];
}

/** All groups of one bucket, by `groupKey`. */
export type Column = Map<string, GroupStates>;

/** The group that takes what has no name: `(other)` in each of so many dimensions. */
export function otherGroup(dimensions: number): Group {
  return Array.from({ length: dimensions }, () => otherGroupValue);
}

/** Whether a group is `(other)` in every dimension; the total without dimensions is not. */
export function isOther(group: Group): boolean {
  return group.length > 0 && group.every((value) => value === otherGroupValue);
}

/** Merges one state into a column. The column keeps its own list of states; the states themselves are never changed. */
export function mergeInto(
  column: Column,
  group: Group,
  input: number,
  state: MeasureState,
  measures: readonly Measure[],
): void {
  const key = groupKey(group);
  let entry = column.get(key);
  if (entry === undefined) {
    entry = { group, states: new Array<MeasureState | undefined>(measures.length).fill(undefined) };
    column.set(key, entry);
  }
  const before = entry.states[input];
  entry.states[input] = before === undefined ? state : (measures[input] as Measure).merge(before, state);
}

/** Merges all of `from` into `into`. */
export function mergeColumn(into: Column, from: Column, measures: readonly Measure[]): void {
  for (const [key, { group, states }] of from) {
    const known = into.get(key);
    if (known === undefined) into.set(key, { group, states: [...states] });
    else mergeStates(known.states, states, measures);
  }
}

/** Merges the states of one group into those of another, input by input. */
export function mergeStates(
  into: (MeasureState | undefined)[],
  from: readonly (MeasureState | undefined)[],
  measures: readonly Measure[],
): void {
  for (let input = 0; input < from.length; input++) {
    const state = from[input];
    if (state === undefined) continue;
    const before = into[input];
    into[input] = before === undefined ? state : (measures[input] as Measure).merge(before, state);
  }
}
