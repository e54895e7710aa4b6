import type { AlertTransition } from '@tidewatch/contract/alerts';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import type { LiveChange } from '../../live/view/live-view.ts';
import type { StoreReads } from '../../live/view/store-watch.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { FirstData } from '../../query/read/first-data.ts';
import { SeriesReader } from '../../query/read/series-reader.ts';
import type { SeriesSource } from '../../query/read/series-source.ts';
import { endOrphan } from '../life-cycle/end-orphan.ts';
import { RuleLife, type EvaluatedMark, type NewTransition } from '../life-cycle/rule-life.ts';
import { inputKey, planOfRule, readsOf } from '../rules/rule-reads.ts';
import { LiveInput } from './live-input.ts';

/** Numbers that are further behind than this are not evaluated: the rule waits, or says so. */
export const behindMs = 30_000;

export interface EvaluatorOptions {
  readonly source: SeriesSource;
  readonly store: StoreReads;
  readonly firstData: FirstData;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** What the topic `alerts` holds, oldest first. */
  readonly history: readonly AlertTransition[];
}

/** Rules that read the same, with what they read. */
interface RuleGroup {
  readonly input: LiveInput;
  readonly lives: RuleLife[];
}

/** Evaluates all rules of the catalog in force over the live view. Calls of `evaluate` must not overlap. */
export class RuleEvaluator {
  readonly #options: EvaluatorOptions;
  #catalog: Catalog | null = null;
  #groups = new Map<string, RuleGroup>();
  #byMetric = new Map<string, LiveInput[]>();
  readonly #lives = new Map<string, RuleLife>();
  #evaluated: EvaluatedMark = { at: Number.NEGATIVE_INFINITY, over: {} };
  #unclaimed: Map<string, readonly AlertTransition[]>;

  constructor(options: EvaluatorOptions) {
    this.#options = options;
    this.#unclaimed = byRule(options.history);
  }

  /** Learns how far an earlier process had evaluated; before the first evaluation. */
  learnEvaluated(mark: EvaluatedMark): void {
    this.#evaluated = mark;
  }

  /** How far rules were evaluated of which `for` or `keepFiring` runs; null while none does. */
  get mark(): EvaluatedMark | null {
    const marks = [...this.#lives.values()].flatMap(({ mark }) => mark ?? []);
    if (marks.length === 0) return null;
    return { at: Math.min(...marks.map(({ at }) => at)), over: Object.assign({}, ...marks.map(({ over }) => over)) };
  }

  /** Learns of a transition that another process recorded. */
  learn(transition: AlertTransition): void {
    const { rule } = transition.alert;
    const life = this.#lives.get(rule);
    if (life !== undefined) life.restore(transition);
    else this.#unclaimed.set(rule, [...(this.#unclaimed.get(rule) ?? []), transition]);
  }

  /** Learns what happened in memory. */
  follow(change: LiveChange): void {
    if (change.kind === 'touched') {
      for (const touched of change.windows)
        for (const input of this.#byMetric.get(touched.metric) ?? []) input.touched(touched);
      return;
    }
    for (const { input } of this.#groups.values()) {
      if (change.kind === 'moved') input.moved(change.slices);
      else if (change.kind === 'dropping') input.dropping(change.slices, change.to);
      else if (change.kind === 'regained') input.regained();
      else input.rebooted();
    }
  }

  /** Evaluates every rule at the as-of of its numbers, and gives what changed. Rules whose numbers cannot be had wait. */
  async evaluate(): Promise<readonly NewTransition[]> {
    const { source, clock } = this.#options;
    const { catalog } = source;
    if (catalog === null) return [];
    const transitions: NewTransition[] = catalog === this.#catalog ? [] : this.#take(catalog);
    for (const group of this.#groups.values()) {
      const { asOf } = group.input;
      if (asOf === null) continue;
      const now = clock.now();
      if (now - asOf > behindMs) {
        for (const life of group.lives) transitions.push(...life.evaluateBehind(now, now - asOf));
      } else if (await this.#isPrepared(group, asOf)) {
        const readings = group.input.readings();
        for (const life of group.lives) transitions.push(...life.evaluate(asOf, readings));
      }
    }
    return transitions;
  }

  async #isPrepared({ input, lives }: RuleGroup, asOf: number): Promise<boolean> {
    try {
      return await input.prepare(asOf);
    } catch (error) {
      const { telemetry } = this.#options;
      telemetry.count('rule_evaluation_faults', lives.length);
      const names = lives.map(({ rule }) => rule.rule).join(', ');
      telemetry.log('warn', `rules ${names} wait: ${error instanceof Error ? error.message : 'a read failed'}`);
      return false;
    }
  }

  /** Takes another catalog into force: rules that stay keep their alerts, those that are gone end them. */
  #take(catalog: Catalog): NewTransition[] {
    const now = this.#options.clock.now();
    const before = new Map(this.#lives);
    const transitions: NewTransition[] = [];
    this.#catalog = catalog;
    this.#groups = new Map();
    this.#lives.clear();
    for (const rule of catalog.rules) {
      const input = this.#inputOf(rule, catalog);
      if (input === null) continue;
      const life = new RuleLife(rule);
      const known = before.get(rule.rule);
      if (known !== undefined && JSON.stringify(known.rule.by) === JSON.stringify(rule.by)) life.adopt(known);
      else this.#restore(life);
      if (known === undefined || JSON.stringify(known.rule.by) === JSON.stringify(rule.by)) before.delete(rule.rule);
      this.#lives.set(rule.rule, life);
      input.lives.push(life);
    }
    for (const gone of before.values()) transitions.push(...gone.end(now));
    for (const [rule, history] of this.#unclaimed)
      if (!this.#lives.has(rule)) transitions.push(...orphans(history, now));
    this.#unclaimed = new Map();
    this.#byMetric = new Map();
    for (const { input } of this.#groups.values())
      for (const metric of input.metrics) this.#byMetric.set(metric, [...(this.#byMetric.get(metric) ?? []), input]);
    return transitions;
  }

  #restore(life: RuleLife): void {
    const history = this.#unclaimed.get(life.rule.rule) ?? [];
    for (const transition of history) life.restore(transition);
    if (history.length > 0) life.restoreEvaluated(this.#evaluated);
  }

  #inputOf(rule: Rule, catalog: Catalog): RuleGroup | null {
    const { source, store, firstData, clock, telemetry } = this.#options;
    const key = inputKey(rule);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    try {
      const reader = new SeriesReader(planOfRule(rule, catalog), { rows: {}, showPii: false }, source, store);
      const parts = { source, firstData, now: () => clock.now() };
      const group: RuleGroup = { input: new LiveInput(rule, readsOf(rule), reader, parts), lives: [] };
      this.#groups.set(key, group);
      return group;
    } catch (error) {
      telemetry.count('rule_evaluation_faults', 1);
      telemetry.log('error', `rule ${rule.rule} is left out: ${error instanceof Error ? error.message : 'unknown'}`);
      return null;
    }
  }
}

function byRule(history: readonly AlertTransition[]): Map<string, readonly AlertTransition[]> {
  const rules = new Map<string, AlertTransition[]>();
  for (const transition of history) {
    const known = rules.get(transition.alert.rule);
    if (known === undefined) rules.set(transition.alert.rule, [transition]);
    else known.push(transition);
  }
  return rules;
}

function orphans(history: readonly AlertTransition[], now: number): readonly NewTransition[] {
  const last = new Map(history.map((transition) => [transition.id, transition]));
  return [...last.values()].flatMap((transition) => endOrphan(transition, now) ?? []);
}
