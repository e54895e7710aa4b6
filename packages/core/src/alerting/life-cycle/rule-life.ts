import type { Alert, AlertCause, AlertEvidence, AlertTransition, EvaluatedRecord } from '@tidewatch/contract/alerts';
import type { Group } from '@tidewatch/contract/frames';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { groupKey } from '../../fold/group-key.ts';
import { compileRule, type RuleConditions } from '../rules/compile-rule.ts';
import { firingSide, type FiringSide } from '../rules/firing-side.ts';
import type { Reading } from '../rules/reading.ts';
import { firedAgain, flappingFires, isForgettable, type AlertMemory } from './alert-memory.ts';
import { lifeEvent, type Remembered } from './life-event.ts';
import { behindEvidence, evidenceOf, higherPeak, newAlert } from './new-alert.ts';
import { transitionTable, type LifeEvent } from './transition-table.ts';

/** A transition before it is recorded. */
export type NewTransition = Omit<AlertTransition, 'recordedAt'>;

/** How far an evaluation has come, and since when firing alerts have been over: what transitions do not tell. */
export type EvaluatedMark = Required<Pick<EvaluatedRecord, 'at' | 'over'>>;

/** The readings of one instant. */
export interface Readings {
  /** Groups whose reading differs from the last instant's; a reading that stays the same may be given again. */
  readonly changed: Iterable<Reading>;
  /** The reading of any group, also of one without data. */
  readingOf(group: Group): Reading;
}

/** After a start nobody has said yet how far he is: lag is believed only when it was witnessed for so long. */
const lagWitnessedMs = 30_000;
/** Evaluations come several times a second; what lies further apart is a gap. */
export const longestGapMs = (stepMs: number): number => Math.max(120_000, 2 * stepMs);
/** Key of the alert about the rule's own lag; no group has it. */
const lagKey = '\u0001lag';

/**
 * The alerts of one rule. Pure: what comes out depends on the readings and their instants alone, and on how often they come only as
 * far as instants that nobody evaluated are not seen.
 */
export class RuleLife {
  readonly rule: Rule;
  readonly #conditions: RuleConditions;
  readonly #side: FiringSide;
  readonly #memories = new Map<string, AlertMemory>();
  #at = Number.NEGATIVE_INFINITY;
  /** Clock when the numbers were found behind, and have been since. */
  #behindSince: number | null = null;
  /** What is remembered of groups without a memory. */
  #inactive: Remembered | null = null;

  constructor(rule: Rule) {
    this.rule = rule;
    this.#conditions = compileRule(rule);
    this.#side = firingSide(rule);
  }

  /** Learns what an earlier process recorded: transitions of the rule in the order of the topic. Repeats and strays change nothing. */
  restore(transition: AlertTransition): void {
    const { alert, sequence, to, at, cause } = transition;
    const isLag = cause === 'behind' || this.#memories.get(lagKey)?.alert.id === alert.id;
    const group = isLag ? [] : this.rule.by.map((dimension) => alert.group[dimension] ?? '');
    const key = isLag ? lagKey : groupKey(group);
    const known = this.#memories.get(key);
    const isRepeat = known?.alert.id === alert.id && known.sequence >= sequence;
    if (isRepeat || (known !== undefined && known.alert.activeSince > alert.activeSince)) return;
    const firedAt = to === 'firing' ? firedAgain(known?.firedAt ?? [], at) : (known?.firedAt ?? []);
    this.#memories.set(key, {
      key,
      group,
      state: to,
      alert,
      sequence,
      overSince: null,
      heldSince: alert.activeSince,
      firedAt,
    });
    this.#at = Math.max(this.#at, at);
  }

  /** Learns how far an earlier process had evaluated; after the transitions. */
  restoreEvaluated({ at, over }: EvaluatedMark): void {
    this.#at = Math.max(this.#at, at);
    for (const memory of this.#memories.values())
      if (memory.state === 'firing') memory.overSince = over[memory.alert.id] ?? memory.overSince;
  }

  /** How far the rule was evaluated while `for` or `keepFiring` of an alert runs; null while none does. */
  get mark(): EvaluatedMark | null {
    const memories = [...this.#memories.values()];
    const over = memories.flatMap(({ alert: { id }, state, overSince }) =>
      state === 'firing' && overSince !== null ? [[id, overSince] as const] : [],
    );
    const runs = over.length > 0 || memories.some(({ state }) => state === 'pending');
    return runs ? { at: this.#at, over: Object.fromEntries(over) } : null;
  }

  /** Goes on with the alerts of an earlier wording of the rule, with the same dimensions. */
  adopt(earlier: RuleLife): void {
    for (const memory of earlier.#memories.values()) this.#memories.set(memory.key, memory);
    this.#at = earlier.#at;
    this.#inactive = earlier.#inactive;
  }

  /** Alerts that are pending or firing. */
  get active(): readonly Alert[] {
    return [...this.#memories.values()].filter(isActive).map(({ alert }) => alert);
  }

  /** Evaluates one instant: `at` is the as-of of the cells, epoch ms. Instants may not go back; an earlier one counts as the last. */
  evaluate(asOf: number, readings: Readings): readonly NewTransition[] {
    const at = this.#advance(asOf);
    this.#behindSince = null;
    const inactive = (this.#inactive ??= { state: 'inactive', heldSince: null, overSince: null, watchedSince: at });
    const transitions: NewTransition[] = [];
    const seen = new Set<string>();
    for (const reading of readings.changed) {
      const memory = this.#memories.get(reading.key);
      if (memory === undefined && !this.#mayBegin(reading, inactive, at)) continue;
      seen.add(reading.key);
      this.#see(reading, memory, at, transitions);
    }
    const before = [...this.#memories.values()];
    for (const memory of before) {
      if (seen.has(memory.key)) continue;
      if (memory.key === lagKey) this.#apply('over', memory, memory.group, behindEvidence, at, transitions);
      else if (isActive(memory)) this.#see(readings.readingOf(memory.group), memory, at, transitions);
      else if (isForgettable(memory, at)) this.#memories.delete(memory.key);
    }
    return transitions.length > 1 ? transitions.toSorted(byGroup) : transitions;
  }

  /** The numbers are behind by `lagMs` at clock time `now`: nothing is evaluated, and the rule says so where it was told to. */
  evaluateBehind(now: number, lagMs: number): readonly NewTransition[] {
    const { behindMs } = this.rule;
    this.#behindSince ??= now;
    if (behindMs === null || lagMs < behindMs || now - this.#behindSince < Math.min(lagWitnessedMs, behindMs))
      return [];
    const transitions: NewTransition[] = [];
    this.#apply('behind', this.#memories.get(lagKey), [], behindEvidence, now, transitions, lagKey);
    return transitions;
  }

  /** The rule is gone from the catalog: what is active ends. */
  end(now: number): readonly NewTransition[] {
    const transitions: NewTransition[] = [];
    for (const memory of this.#memories.values())
      this.#apply('ruleGone', memory, memory.group, memory.alert.evidence, now, transitions);
    return transitions;
  }

  /** Most groups are far from firing: they cost one condition and nothing else. */
  #mayBegin(reading: Reading, inactive: Remembered, at: number): boolean {
    const event = lifeEvent(this.rule, this.#conditions, inactive, reading, at);
    return transitionTable.inactive[event] !== 'inactive';
  }

  #see(reading: Reading, memory: AlertMemory | undefined, at: number, transitions: NewTransition[]): void {
    const before = this.#remembered(memory, at);
    const event = lifeEvent(this.rule, this.#conditions, before, reading, at);
    if (memory?.state === 'firing') this.#watchEnd(memory, reading, at);
    if (memory !== undefined && isActive(memory) && event !== 'unknown')
      memory.alert = { ...memory.alert, peak: higherPeak(memory.alert.peak, reading.value, at, this.#side) };
    this.#apply(event, memory, reading.group, evidenceOf(reading), at, transitions);
  }

  #remembered(memory: AlertMemory | undefined, at: number): Remembered {
    const watchedSince = this.#inactive?.watchedSince ?? at;
    if (memory === undefined) return { state: 'inactive', heldSince: null, overSince: null, watchedSince };
    const { state, overSince } = memory;
    return { state, heldSince: isActive(memory) ? memory.heldSince : null, overSince, watchedSince };
  }

  /** Remembers since when a firing alert has been over. */
  #watchEnd(memory: AlertMemory, reading: Reading, at: number): void {
    if (!reading.isKnown) return;
    memory.overSince = this.#conditions.isOver(reading) ? (memory.overSince ?? at) : null;
  }

  #apply(
    event: LifeEvent,
    memory: AlertMemory | undefined,
    group: Group,
    evidence: AlertEvidence,
    at: number,
    transitions: NewTransition[],
    key = memory?.key ?? groupKey(group),
  ): void {
    const from = memory?.state ?? 'inactive';
    const to = transitionTable[from][event];
    if (to === from) return;
    const begins = from === 'inactive' || from === 'resolved';
    // Two episodes of one alert never begin at once: their ids would be the same.
    const activeSince = begins ? Math.max(at, (memory?.alert.activeSince ?? Number.NEGATIVE_INFINITY) + 1) : at;
    const base = begins || memory === undefined ? newAlert(this.rule, group, activeSince, evidence) : memory.alert;
    const firedAt = to === 'firing' ? firedAgain(memory?.firedAt ?? [], at) : (memory?.firedAt ?? []);
    const alert: Alert = {
      ...base,
      state: to,
      flapping: firedAt.length >= flappingFires,
      firingSince: to === 'firing' ? at : base.firingSince,
      resolvedAt: to === 'resolved' ? at : null,
      lastEvaluatedAt: at,
      evidence,
      peak: higherPeak(base.peak, evidence.value, at, this.#side),
    };
    const sequence = begins ? 1 : (memory?.sequence ?? 0) + 1;
    const heldSince = alert.activeSince;
    this.#memories.set(key, { key, group, state: to, alert, sequence, overSince: null, heldSince, firedAt });
    const cause = causeOf(event, from);
    transitions.push({
      v: 1,
      kind: 'transition',
      id: alert.id,
      sequence,
      cause,
      from: begins ? 'inactive' : from,
      to,
      at,
      alert,
    });
  }

  /** A condition holds, or is over, only while somebody looks: after a gap `for` and `keepFiring` begin anew. */
  #advance(asOf: number): number {
    const at = Math.max(this.#at, asOf);
    if (at - this.#at > longestGapMs(this.rule.stepMs)) {
      for (const memory of this.#memories.values()) {
        if (memory.state === 'pending') memory.heldSince = at;
        memory.overSince = null;
      }
    }
    this.#at = at;
    return at;
  }
}

const isActive = ({ state }: AlertMemory): boolean => state === 'pending' || state === 'firing';

/** The order within an instant does not depend on the order of the cells. */
function byGroup({ alert: left }: NewTransition, { alert: right }: NewTransition): number {
  const [one, other] = [Object.values(left.group).join('\u0000'), Object.values(right.group).join('\u0000')];
  return one < other ? -1 : one > other ? 1 : 0;
}

function causeOf(event: LifeEvent, from: AlertMemory['state']): AlertCause {
  if (event === 'held') return from === 'pending' ? 'held' : 'crossed';
  if (event === 'crossed') return 'crossed';
  if (event === 'silent') return 'noData';
  if (event === 'behind' || event === 'ruleGone') return event;
  return 'cleared';
}
