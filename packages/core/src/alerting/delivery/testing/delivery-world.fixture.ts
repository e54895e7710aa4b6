import type { Alert, AlertTransition, AcknowledgeOperation } from '@tidewatch/contract/alerts';
import type { Receiver, Route } from '@tidewatch/contract/catalog/delivery';
import type { NotificationReason, NotificationRecord } from '@tidewatch/contract/operations/notifications';
import type { LabelMatcher, SilenceOperation } from '@tidewatch/contract/operations/silences';
import { sampleAlert } from '@tidewatch/testkit/notifier-suite/sample-alert';
import { NotifierError } from '../../../ports/notifier.ts';
import { DeliveryEngine, type DeliveryCatalog } from '../delivery-engine.ts';
import type { Attempt } from '../notify/outbox.ts';

/** What a receiver got. */
export interface Arrival {
  readonly at: number;
  readonly receiver: string;
  readonly id: string;
  readonly reason: NotificationReason;
  readonly perhapsRepeated: boolean;
  readonly edits: string | null;
  readonly alerts: readonly (readonly [id: string, state: string])[];
}

/** The process died at the step that was asked for. */
class Crash extends Error {}

export const worldStart = Date.UTC(2026, 10, 21, 8);
export const secondMs = 1_000;
export const minuteMs = 60_000;

export const receiverOf = (receiver: string, more: Partial<Receiver> = {}): Receiver => ({
  receiver,
  title: receiver,
  owner: '',
  language: 'en',
  zone: 'UTC',
  allowPrivate: false,
  rateLimit: { messages: 10_000, perMs: 3_600_000 },
  target: { kind: 'log' },
  ...more,
});

export const routeOf = (receiver: string, more: Partial<Route> = {}): Route => ({
  key: receiver,
  matchers: [],
  receiver,
  groupBy: ['alertname'],
  groupWaitMs: 10_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 14_400_000,
  muteTimings: [],
  escalate: [],
  continue: true,
  fallback: false,
  routes: [],
  ...more,
});

export const catalogOf = (more: Partial<DeliveryCatalog> = {}): DeliveryCatalog => ({
  receivers: [receiverOf('desk')],
  routes: [routeOf('desk')],
  inhibitions: [],
  muteTimings: [],
  ...more,
});

/** A delivery engine in virtual time, with a log that survives crashes and receivers that do as they are told. */
export class DeliveryWorld {
  now = worldStart;
  readonly arrivals: Arrival[] = [];
  readonly log: NotificationRecord[] = [];
  /** What a receiver answers; by default it takes everything. */
  answer: (attempt: Attempt, now: number) => NotifierError | null = () => null;
  latencyMs = 50;
  /** Steps until the process dies; it dies once. */
  crashIn = Infinity;
  readonly #catalog: DeliveryCatalog;
  readonly #edits: boolean;
  readonly #transitions: AlertTransition[] = [];
  readonly #operations: AcknowledgeOperation[] = [];
  readonly #silences: SilenceOperation[] = [];
  #underWay: { readonly attempt: Attempt; readonly at: number }[] = [];
  #engine: DeliveryEngine;

  constructor(catalog: DeliveryCatalog = catalogOf(), options: { readonly edits?: boolean } = {}) {
    this.#catalog = catalog;
    this.#edits = options.edits ?? false;
    this.#engine = this.#newEngine();
  }

  fire(id: string, labels: Readonly<Record<string, string>> = { alertname: id }, more: Partial<Alert> = {}): void {
    this.#transition({ ...alertOf(id, labels, this.now), state: 'firing', firingSince: this.now, ...more });
  }

  resolve(id: string, more: Partial<Alert> = {}): void {
    const { alert } = this.#transitions.findLast((transition) => transition.id === id) as AlertTransition;
    this.#transition({ ...alert, state: 'resolved', resolvedAt: this.now, ...more });
  }

  /** The same state, seen otherwise. */
  change(id: string, more: Partial<Alert>): void {
    const { alert } = this.#transitions.findLast((transition) => transition.id === id) as AlertTransition;
    this.#transition({ ...alert, ...more });
  }

  acknowledge(alert: string, by = 'rina'): void {
    const operation: AcknowledgeOperation = {
      v: 1,
      kind: 'alert-acknowledge',
      operation: `${alert}-${by}`,
      alert,
      by,
      via: 'screen',
      at: this.now,
    };
    this.#operations.push(operation);
    this.#engine.operate(operation, this.now);
  }

  silence(id: string, matchers: readonly LabelMatcher[], forMs: number): void {
    const silence = {
      id,
      matchers,
      startsAt: this.now,
      endsAt: this.now + forMs,
      by: 'rina',
      comment: '',
      createdAt: this.now,
    };
    const record: SilenceOperation = { v: 1, kind: 'silence', silence, via: 'screen', at: this.now };
    this.#silences.push(record);
    this.#engine.silence(record, this.now);
  }

  /** Lets time pass; whatever is due in it happens at its time. */
  advance(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const crashed = this.#turns();
      if (crashed) this.restart();
      const next = Math.min(this.#engine.nextAt(this.now) ?? Infinity, ...this.#underWay.map(({ at }) => at));
      if (next > until) break;
      this.now = Math.max(this.now, next);
    }
    this.now = until;
  }

  /** Another process begins where this one was, knowing only what is durable. */
  restart(): void {
    this.#underWay = [];
    this.#engine = this.#newEngine();
    for (const record of this.log) this.#engine.remember(record);
    for (const record of this.#silences) this.#engine.silence(record, this.now);
    for (const transition of this.#transitions) this.#engine.take(transition, this.now);
    for (const operation of this.#operations) this.#engine.operate(operation, this.now);
    this.#engine.resume(this.now);
  }

  /** What arrived about an alert in this state. */
  about(id: string, state = 'firing'): Arrival[] {
    return this.arrivals.filter(({ alerts }) => alerts.some(([alert, now]) => alert === id && now === state));
  }

  #newEngine(): DeliveryEngine {
    return new DeliveryEngine({ catalog: this.#catalog, edits: () => this.#edits, random: () => 0.5 });
  }

  #turns(): boolean {
    try {
      for (const done of this.#underWay.filter(({ at }) => at <= this.now)) {
        this.#underWay = this.#underWay.filter((other) => other !== done);
        this.#finish(done.attempt);
      }
      const { records, attempts } = this.#engine.step(this.now);
      for (const record of records) {
        this.#mayCrash();
        this.log.push(record);
      }
      for (const attempt of attempts) {
        this.#mayCrash();
        this.#underWay.push({ attempt, at: this.now + this.latencyMs });
      }
      return false;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      return true;
    }
  }

  #finish(attempt: Attempt): void {
    const { queued } = attempt.delivery;
    const error = this.answer(attempt, this.now);
    if (error === null || error.perhapsDelivered) {
      this.arrivals.push({
        at: this.now,
        receiver: queued.receiver,
        id: queued.id,
        reason: queued.reason,
        perhapsRepeated: attempt.record.perhapsRepeated,
        edits: queued.edits?.id ?? null,
        alerts: queued.told.map(({ id, state }) => [id, state] as const),
      });
    }
    this.#mayCrash();
    const record = this.#engine.settle(attempt, error ?? { id: `at-${queued.id}` }, this.now);
    this.#mayCrash();
    this.log.push(record);
  }

  #mayCrash(): void {
    this.crashIn -= 1;
    if (this.crashIn !== 0) return;
    this.crashIn = Infinity;
    throw new Crash();
  }

  #transition(alert: Alert): void {
    const sequence = this.#transitions.filter(({ id }) => id === alert.id).length + 1;
    const before = this.#transitions.findLast(({ id }) => id === alert.id)?.to ?? 'inactive';
    const transition: AlertTransition = {
      v: 1,
      kind: 'transition',
      id: alert.id,
      sequence,
      cause: 'crossed',
      from: before,
      to: alert.state,
      at: this.now,
      recordedAt: this.now,
      alert,
    };
    this.#transitions.push(transition);
    this.#engine.take(transition, this.now);
  }
}

const alertOf = (id: string, labels: Readonly<Record<string, string>>, at: number): Alert => {
  const rule = labels['alertname'] ?? id;
  return sampleAlert(at, { id, rule, title: rule, owner: '', labels, state: 'pending', firingSince: null });
};

/** A fault that may go away. */
export const away = (
  more: { readonly perhapsDelivered?: boolean; readonly retryAfterMs?: number } = {},
): NotifierError => new NotifierError('server-fault', 'It has a fault.', { retry: true, ...more });
