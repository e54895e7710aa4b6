import { randomUUID } from 'node:crypto';
import type { AlertItem } from '@tidewatch/contract/alerts';
import { TidewatchError } from '@tidewatch/contract/errors';
import {
  silenceOperationSchema,
  type LabelMatcher,
  type NewSilence,
  type Silence,
  type SilenceItem,
  type SilenceOperation,
  type SilencePreview,
  type SilencesAnswer,
} from '@tidewatch/contract/operations/silences';
import type { SilenceBook } from '@tidewatch/core/alerting/delivery/silence/silence-book';
import { compileMatchers, type LabelTest } from '@tidewatch/core/alerting/matching/label-matchers';
import type { AlertBook } from '@tidewatch/core/alerting/book/alert-book';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { operationsTopic, type OperationRecord, type OperationTaker } from '../../operations/operations-tail.ts';

const weekMs = 7 * 86_400_000;
const alertsMax = 1_000;
const endedShownMs = 30 * 86_400_000;

/** Silences: what there is, what they hide, and writing down new ones and their ends. */
export class SilenceDesk implements OperationTaker {
  readonly silences: SilenceBook;
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #alerts: AlertBook;

  constructor(log: EventLog, clock: Clock, alerts: AlertBook, silences: SilenceBook) {
    this.silences = silences;
    this.#log = log;
    this.#clock = clock;
    this.#alerts = alerts;
  }

  begin(): void {
    this.silences.clear();
  }

  take(record: OperationRecord): void {
    const { data } = silenceOperationSchema.safeParse(record);
    if (data !== undefined) this.silences.take(data);
  }

  list(): SilencesAnswer {
    const now = this.#clock.now();
    const order = { active: 0, pending: 1, ended: 2 };
    const open = this.#open();
    return {
      silences: this.silences
        .all()
        .filter(({ endsAt }) => endsAt > now - endedShownMs)
        .map((silence) => itemOf(silence, open, now))
        .toSorted((left, right) => order[left.state] - order[right.state] || right.createdAt - left.createdAt),
    };
  }

  /** What these matchers hide now, and would have hidden in the last seven days. Throws `invalid_parameter`. */
  preview(matchers: readonly LabelMatcher[]): SilencePreview {
    const matches = tested(matchers);
    const since = this.#clock.now() - weekMs;
    const { alerts } = this.#alerts.list({ state: [], rule: [], label: [], limit: Number.MAX_SAFE_INTEGER });
    const hidden = alerts.filter(({ labels }) => matches(labels));
    return {
      alerts: hidden
        .filter(({ state }) => state !== 'resolved')
        .slice(0, alertsMax)
        .map(({ id, rule, labels }) => ({ id, rule, labels })),
      episodesLastWeek: hidden.filter(({ firingSince }) => firingSince !== null && firingSince >= since).length,
    };
  }

  /** Resolves when the silence is durable. Throws `invalid_parameter`. */
  async create(asked: NewSilence, via: string): Promise<SilenceItem> {
    tested(asked.matchers);
    const now = this.#clock.now();
    const startsAt = asked.startsAt ?? now;
    const endsAt = asked.endsAt ?? startsAt + (asked.durationMs ?? 0);
    if (endsAt <= Math.max(startsAt, now))
      throw new TidewatchError('invalid_parameter', 'endsAt: a silence ends after it begins, and not in the past');
    const { matchers, by, comment } = asked;
    const silence: Silence = { id: randomUUID(), matchers, startsAt, endsAt, by, comment, createdAt: now };
    await this.#write({ v: 1, kind: 'silence', silence, via, at: now });
    return itemOf(silence, this.#open(), now);
  }

  /** Ends a silence now. Throws `unknown_silence`. */
  async end(id: string, by: string, via: string): Promise<SilenceItem> {
    this.#get(id);
    const now = this.#clock.now();
    await this.#write({ v: 1, kind: 'silence-end', id, by, via, at: now });
    return itemOf(this.#get(id), this.#open(), now);
  }

  #get(id: string): Silence {
    const silence = this.silences.get(id);
    if (silence === null) throw new TidewatchError('unknown_silence', `there is no silence ${JSON.stringify(id)}`);
    return silence;
  }

  #open(): readonly AlertItem[] {
    return this.#alerts.list({ state: ['pending', 'firing'], rule: [], label: [], limit: alertsMax }).alerts;
  }

  async #write(operation: SilenceOperation): Promise<void> {
    const key = operation.kind === 'silence' ? operation.silence.id : operation.id;
    await this.#log.append(operationsTopic, [{ key, value: JSON.stringify(operation), partition: 0 }]);
    this.silences.take(operation);
  }
}

function tested(matchers: readonly LabelMatcher[]): LabelTest {
  try {
    return compileMatchers(matchers);
  } catch (cause) {
    throw new TidewatchError('invalid_parameter', `matchers: ${cause instanceof Error ? cause.message : 'not valid'}`, {
      cause,
    });
  }
}

function itemOf(silence: Silence, open: readonly AlertItem[], now: number): SilenceItem {
  const state = now >= silence.endsAt ? 'ended' : now < silence.startsAt ? 'pending' : 'active';
  const matches = compileMatchers(silence.matchers);
  const hides = state === 'ended' ? [] : open.filter(({ labels }) => matches(labels)).map(({ id }) => id);
  return { ...silence, state, hides };
}
