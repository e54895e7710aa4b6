import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { TidewatchError } from '@tidewatch/contract/errors';
import { groupKey } from '../../../fold/group-key.ts';
import { isOther } from '../../../query/series/columns.ts';
import { readValue } from '../../../query/series/read-value.ts';
import { SeriesReader } from '../../../query/read/series-reader.ts';
import type { SeriesPlan } from '../../../query/plan/series-plan.ts';
import { sharedGrains } from '../../../query/plan/shared-grains.ts';
import type { Alert } from '@tidewatch/contract/alerts';
import { RuleLife, type NewTransition } from '../../life-cycle/rule-life.ts';
import { firingSide, worseOf, type FiringSide } from '../../rules/firing-side.ts';
import { noBaseline, noPrevious, type Baseline, type Reading } from '../../rules/reading.ts';
import { readsOf, type RuleReads } from '../../rules/rule-reads.ts';
import {
  baselineEnds,
  baselineOf,
  forgottenBefore,
  lastInstantOf,
  previousEnds,
  reachMs,
} from '../../rules/rule-windows.ts';
import { eventsBehind } from '../events-behind.ts';
import type { BacktestParts } from './backtest-parts.ts';
import { cellSteps } from './cell-steps.ts';
import { GroupHistory } from './group-history.ts';

/** Values that a walk may remember of all groups together, when the rule looks back. */
const valuesMax = 20_000_000;
const noGroup = '';

/** Where what happens on the walk goes. */
export interface WalkSinks {
  onTransition(transition: NewTransition): void;
  /** The value at the end of each step; with groups, that of the group which is furthest to the side on which the rule fires. */
  onValue(end: number, value: number | null): void;
}

/** Takes a rule through the kept cells of a time, one evaluation at the end of each of its steps, with the engine of the live rules. */
export class RuleWalk {
  evaluations = 0;
  readonly #rule: Rule;
  readonly #plan: SeriesPlan;
  readonly #reads: RuleReads;
  readonly #reader: SeriesReader;
  readonly #parts: BacktestParts;
  readonly #from: number;
  readonly #to: number;
  /** Where reading begins: as far before `from` as the rule looks back. */
  readonly #start: number;
  readonly #life: RuleLife;
  readonly #groups = new Map<string, GroupHistory>();
  readonly #readings = new Map<string, Reading>();
  readonly #baselines = new Map<string, Baseline>();
  #baselineMiddle = Number.NaN;
  #begun: boolean;
  #hidden = false;
  readonly #side: FiringSide;
  #worst: number | null = null;

  constructor(rule: Rule, plan: SeriesPlan, from: number, to: number, parts: BacktestParts) {
    this.#rule = rule;
    this.#plan = plan;
    this.#reads = readsOf(rule);
    this.#parts = parts;
    this.#reader = new SeriesReader(plan, { rows: {}, showPii: false }, parts.source, parts.store);
    this.#from = from;
    this.#to = to;
    const grains = sharedGrains(plan.inputs, parts.now()).filter(({ ms }) => rule.stepMs % ms === 0);
    const reach = Math.min(...grains.map((grain) => grain.reach));
    const lookBack = Math.max(reachMs(rule, this.#reads), -forgottenBefore(rule, 0));
    this.#start = Math.max(
      from - Math.ceil(lookBack / rule.stepMs) * rule.stepMs,
      Math.ceil(reach / rule.stepMs) * rule.stepMs,
    );
    this.#life = new RuleLife(rule);
    this.#side = firingSide(rule);
    this.#begun = false;
  }

  get groups(): number {
    return this.#groups.size;
  }

  /** Alerts that are pending or firing at the end. */
  get active(): readonly Alert[] {
    return this.#life.active;
  }

  /** Throws `query_too_wide`, `store_unavailable`. */
  async go(sinks: WalkSinks): Promise<void> {
    const { stepMs } = this.#rule;
    await this.#findBegin();
    if (this.#plan.by.length === 0) this.#groups.set(noGroup, this.#newGroup([], 0));
    for await (const { start, column } of cellSteps(this.#reader, this.#start, this.#to, stepMs, this.#parts)) {
      const step = (start - this.#start) / stepMs;
      const end = start + stepMs;
      this.#begun ||= column.size > 0;
      for (const [key, { group }] of column) {
        if (isOther(group)) this.#hidden = true;
        else if (!this.#groups.has(key)) this.#groups.set(key, this.#newGroup(group, step));
      }
      const changed = this.#advance(step, end, (key) => column.get(key)?.states);
      if (end <= this.#from) continue;
      this.evaluations++;
      const readingOf = (group: Reading['group']): Reading =>
        this.#readings.get(groupKey(group)) ?? this.#reading(groupKey(group), this.#newGroup(group, 0), step, end);
      for (const transition of this.#life.evaluate(lastInstantOf(this.#rule, end), { changed, readingOf }))
        sinks.onTransition(transition);
      sinks.onValue(end, this.#worst);
    }
  }

  async #findBegin(): Promise<void> {
    const { firstData, now } = this.#parts;
    const begun = await Promise.all(
      this.#plan.inputs.map((metric) => firstData.existsBefore(metric, this.#start, now())),
    );
    this.#begun = begun.includes(true);
  }

  #newGroup(group: Reading['group'], step: number): GroupHistory {
    const { stepMs, overMs } = this.#rule;
    const looksBack = this.#reads.previous || this.#reads.baseline;
    const steps = (this.#to - this.#start) / stepMs;
    if (looksBack && steps * (this.#groups.size + 1) > valuesMax) {
      throw new TidewatchError(
        'query_too_wide',
        `${this.#groups.size} groups over that time are too many for a rule that looks back; use a shorter range or a filter`,
      );
    }
    const history = new GroupHistory(group, overMs / stepMs, this.#reader.measures, looksBack ? steps : null);
    // Before its first event a group of a metric that had begun is zero.
    const zeroes = looksBack && this.#begun ? step : 0;
    for (let before = 0; before < zeroes; before++) history.remember(before, this.#valueOf(undefined));
    return history;
  }

  /** Goes one step on. Returns the readings that changed, or all where the rule compares with the past. */
  #advance(
    step: number,
    end: number,
    statesOf: (key: string) => Parameters<GroupHistory['push']>[0],
  ): readonly Reading[] {
    const changed: Reading[] = [];
    this.#worst = null;
    for (const [key, history] of this.#groups) {
      const states = statesOf(key);
      const known = this.#readings.get(key);
      if (states !== undefined) history.lastDataAt = end;
      const isForgotten = key !== noGroup && history.lastDataAt < forgottenBefore(this.#rule, end);
      if (isForgotten) this.#readings.delete(key);
      // Nothing came and nothing leaves the window.
      if (!this.#looksBack && !history.hasData && states === undefined && (isForgotten || known !== undefined)) {
        if (!isForgotten) this.#worst = worseOf(this.#side, this.#worst, known?.value ?? null);
        continue;
      }
      history.push(states);
      const reading = this.#reading(key, history, step, end);
      history.remember(step, reading.value);
      if (isForgotten) continue;
      this.#readings.set(key, reading);
      this.#worst = worseOf(this.#side, this.#worst, reading.value);
      if (this.#looksBack || !sameNumbers(known, reading)) changed.push(reading);
    }
    // What was there before the first evaluation is new to it.
    const isFirst = end - this.#rule.stepMs === this.#from;
    return isFirst || this.#rule.noData === 'alert' ? [...this.#readings.values()] : changed;
  }

  get #looksBack(): boolean {
    return this.#reads.previous || this.#reads.baseline;
  }

  #reading(key: string, history: GroupHistory, step: number, end: number): Reading {
    const { states } = history;
    return {
      key,
      group: history.group,
      value: this.#valueOf(states),
      count: eventsBehind(this.#plan.inputs, states),
      target: this.#rule.target,
      previous: this.#reads.previous ? this.#previousOf(history, end) : noPrevious,
      baseline: this.#reads.baseline ? this.#baselineOf(key, history, end) : noBaseline,
      lastDataAt: history.lastDataAt === Number.NEGATIVE_INFINITY ? null : history.lastDataAt,
      hasData: states !== undefined,
      isKnown: step >= 0,
    };
  }

  #valueOf(states: GroupHistory['states']): number | null {
    const hidden = this.#plan.inputs.map(() => this.#hidden);
    return readValue(this.#plan, this.#reader.measures, states, { healthy: this.#begun, hidden });
  }

  #stepAt(end: number): number {
    return (end - this.#start) / this.#rule.stepMs - 1;
  }

  #previousOf(history: GroupHistory, end: number): Reading['previous'] {
    const { day, week } = previousEnds(end);
    return { day: history.valueAt(this.#stepAt(day)), week: history.valueAt(this.#stepAt(week)) };
  }

  #baselineOf(key: string, history: GroupHistory, end: number): Baseline {
    const ends = baselineEnds(this.#rule, end);
    if (ends[0] !== this.#baselineMiddle) {
      this.#baselines.clear();
      this.#baselineMiddle = ends[0] ?? Number.NaN;
    }
    let known = this.#baselines.get(key);
    if (known === undefined) {
      known = baselineOf(ends.map((sample) => history.valueAt(this.#stepAt(sample))));
      this.#baselines.set(key, known);
    }
    return known;
  }
}

function sameNumbers(left: Reading | undefined, right: Reading): boolean {
  return (
    left !== undefined && left.value === right.value && left.count === right.count && left.hasData === right.hasData
  );
}
