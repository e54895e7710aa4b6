import type { Group } from '@tidewatch/contract/frames';
import type { Measure } from '../../measures/measure.ts';
import type { MeasureState } from '../../ports/metric-store.ts';
import { groupKey } from '../../fold/group-key.ts';
import type { SeriesPlan } from '../plan/series-plan.ts';
import { mergeStates, otherGroup, type Column } from './columns.ts';
import type { Pick } from './pick-groups.ts';
import { readValue } from './read-value.ts';
import type { LiveParts, RangeColumns } from './range-columns.ts';

/** What a value rests on beside the states. */
export interface AnswerFacts {
  readonly asOf: number | null;
  readonly firstHealthy: number;
}

/** Renders the picked groups of a range, in order, and `(other)` last. */
export class SeriesWriter {
  readonly #plan: SeriesPlan;
  readonly #measures: readonly Measure[];
  readonly #columns: RangeColumns;
  readonly #pick: Pick;
  readonly #hiddenInRange: readonly boolean[];

  /** `hidden`: inputs of which some groups are merged in `(other)` somewhere in the range. */
  constructor(
    plan: SeriesPlan,
    measures: readonly Measure[],
    columns: RangeColumns,
    pick: Pick,
    hidden: readonly boolean[],
  ) {
    this.#plan = plan;
    this.#measures = measures;
    this.#columns = columns;
    this.#pick = pick;
    this.#hiddenInRange = hidden;
  }

  /** Some groups of the range are merged in `(other)` because of a limit of the fold. */
  get truncated(): boolean {
    return this.#hiddenInRange.includes(true);
  }

  /** Groups shown: the total, or the picked ones with `(other)` last. */
  get groups(): readonly Group[] {
    if (this.#plan.by.length === 0) return [[]];
    return this.#pick.others ? [...this.#pick.groups, otherGroup(this.#plan.by.length)] : this.#pick.groups;
  }

  /** Values of the shown groups in one bucket. */
  values(bucket: number, live: LiveParts, facts: AnswerFacts): readonly (number | null)[] {
    const whole = this.#columns.whole(bucket, live);
    const { bounds } = this.#columns.range;
    const [start, end] = [bounds[bucket] as number, bounds[bucket + 1] as number];
    const healthy = facts.asOf !== null && start < facts.asOf && start < end && bucket >= facts.firstHealthy;
    return this.#read(whole, healthy, this.#columns.hiddenIn(bucket, live, this.#hiddenInRange));
  }

  /** Values of the shown groups over the whole range. */
  totals(totals: Column, facts: AnswerFacts): readonly (number | null)[] {
    const start = this.#columns.range.bounds[facts.firstHealthy];
    const healthy =
      facts.asOf !== null && start !== undefined && facts.firstHealthy < this.#columns.buckets && start < facts.asOf;
    return this.#read(totals, healthy, this.#hiddenInRange);
  }

  #read(column: Column, healthy: boolean, hidden: readonly boolean[]): readonly (number | null)[] {
    const { by } = this.#plan;
    const read = (states: readonly (MeasureState | undefined)[] | undefined, seen: readonly boolean[]): number | null =>
      readValue(this.#plan, this.#measures, states, { healthy, hidden: seen });
    if (by.length === 0) return [read(column.get('')?.states, hidden)];
    const values = this.#pick.groups.map((group) => read(column.get(groupKey(group))?.states, hidden));
    return this.#pick.others ? [...values, read(this.#others(column), [])] : values;
  }

  #others(column: Column): readonly (MeasureState | undefined)[] | undefined {
    let others: (MeasureState | undefined)[] | undefined;
    for (const [key, { states }] of column) {
      if (this.#pick.keys.has(key)) continue;
      if (others === undefined) others = [...states];
      else mergeStates(others, states, this.#measures);
    }
    return others;
  }
}

/** A group as the API shows it: dimension → value. */
export function groupRecord(by: readonly string[], group: Group): Readonly<Record<string, string>> {
  return Object.fromEntries(by.map((dimension, index) => [dimension, group[index] ?? '']));
}
