import type { Group } from '@tidewatch/contract/frames';
import { groupKey } from '../../fold/group-key.ts';
import type { Measure } from '../../measures/measure.ts';
import type { SeriesPlan } from '../../query/plan/series-plan.ts';
import type { Column, GroupStates } from '../../query/series/columns.ts';
import { isOther } from '../../query/series/columns.ts';
import { hiddenInputs } from '../../query/series/pick-groups.ts';
import { readValue } from '../../query/series/read-value.ts';
import type { Reading } from '../rules/reading.ts';
import type { LastData } from './input-window.ts';
import type { Past } from './past-values.ts';
import { eventsBehind } from './events-behind.ts';

/** The states of a window and what is known beside them. */
export interface WindowFacts {
  readonly total: Column;
  /** The metric had begun: nothing means zero. */
  readonly healthy: boolean;
  readonly target: number | null;
  readonly past: Past;
  /** Every group that is remembered, by its key. */
  readonly lastData: ReadonlyMap<string, LastData>;
}

/** The readings of all groups of one input, and which of them differ from those of the instant before. */
export class GroupReadings {
  readonly #plan: SeriesPlan;
  readonly #measures: readonly Measure[];
  #readings = new Map<string, Reading>();
  #facts: WindowFacts | null = null;
  #pastEnd = Number.NaN;

  constructor(plan: SeriesPlan, measures: readonly Measure[]) {
    this.#plan = plan;
    this.#measures = measures;
  }

  /** All readings: of the groups with data now or before, as long as `lastData` names them. */
  get all(): Iterable<Reading> {
    return this.#readings.values();
  }

  /** Takes the states of an instant. Returns the readings that changed; all of them when the past is another. */
  take(facts: WindowFacts): readonly Reading[] {
    const { total, past, lastData } = facts;
    const isNewPast = past.end !== this.#pastEnd;
    this.#pastEnd = past.end;
    this.#facts = facts;
    const hidden = hiddenInputs(total);
    const before = this.#readings;
    this.#readings = new Map();
    const changed: Reading[] = [];
    const see = (key: string, group: Group, states: GroupStates['states'] | undefined): void => {
      const known = before.get(key);
      const value = this.#valueOf(states, hidden, facts.healthy);
      const count = eventsBehind(this.#plan.inputs, states);
      const hasData = states !== undefined;
      if (
        known !== undefined &&
        !isNewPast &&
        known.value === value &&
        known.count === count &&
        known.hasData === hasData
      ) {
        // The time of the newest data moves although the number may not.
        const same = { ...known, lastDataAt: lastData.get(key)?.at ?? null };
        this.#readings.set(key, known.lastDataAt === same.lastDataAt ? known : same);
        return;
      }
      const reading = this.#reading(key, group, states, value, count);
      this.#readings.set(key, reading);
      changed.push(reading);
    };
    if (this.#plan.by.length === 0) see('', [], total.get('')?.states);
    else {
      for (const [key, { group, states }] of total) if (!isOther(group)) see(key, group, states);
      for (const [key, { group }] of lastData) if (!total.has(key) && !isOther(group)) see(key, group, undefined);
    }
    return changed;
  }

  /** The reading of any group, also of one that nothing is known of. */
  readingOf(group: Group): Reading {
    const key = groupKey(group);
    const known = this.#readings.get(key);
    if (known !== undefined) return known;
    const hidden = this.#facts === null ? [] : hiddenInputs(this.#facts.total);
    const value = this.#valueOf(undefined, hidden, this.#facts?.healthy ?? false);
    return this.#reading(key, group, undefined, value, eventsBehind(this.#plan.inputs, undefined));
  }

  #valueOf(states: GroupStates['states'] | undefined, hidden: readonly boolean[], healthy: boolean): number | null {
    return readValue(this.#plan, this.#measures, states, { healthy, hidden });
  }

  #reading(
    key: string,
    group: Group,
    states: GroupStates['states'] | undefined,
    value: number | null,
    count: number | null,
  ): Reading {
    const facts = this.#facts;
    return {
      key,
      group,
      value,
      count,
      target: facts?.target ?? null,
      previous: facts?.past.previousOf(group) ?? { day: null, week: null },
      baseline: facts?.past.baselineOf(group) ?? { median: null, spread: null },
      lastDataAt: facts?.lastData.get(key)?.at ?? null,
      hasData: states !== undefined,
      isKnown: facts !== null,
    };
  }
}
