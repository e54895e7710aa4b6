import type {
  FailedRecord,
  NotificationRecord,
  NotificationStatus,
  ProviderReference,
  QueuedRecord,
  SendingRecord,
} from '@tidewatch/contract/operations/notifications';
import { noTarget, targetKey, type Target } from './target.ts';

/** A notification and how far it has come. */
export interface Delivery {
  readonly queued: QueuedRecord;
  readonly status: NotificationStatus;
  readonly attempts: number;
  /** When the status was reached. */
  readonly at: number;
  readonly provider: ProviderReference | null;
  readonly failure: FailedRecord | null;
  /** Not before this; null when it is over. */
  readonly dueAt: number | null;
  /** An attempt may have arrived although nobody said so. */
  readonly perhapsArrived: boolean;
}

/** How a receiver does. */
export interface ReceiverHealth {
  /** Since when nothing gets through; null when the last attempt did, or there was none. */
  readonly failingSince: number | null;
  readonly failures: number;
  readonly lastFailure: FailedRecord | null;
}

const healthy: ReceiverHealth = { failingSince: null, failures: 0, lastFailure: null };
const isOver = (status: NotificationStatus): boolean =>
  status === 'sent' || status === 'given-up' || status === 'superseded';

/**
 * The topic `notifications` folded, in order: what was decided, what was tried, what arrived. The alerter goes on from it after a
 * restart, the API shows it. Records that come twice change nothing.
 */
export class NotificationBook {
  readonly #deliveries = new Map<string, Delivery>();
  readonly #targets = new Map<string, Target>();
  readonly #health = new Map<string, ReceiverHealth>();
  readonly #finishedMax: number;
  #finished = 0;

  /** Keeps so many notifications that are over; the newest ones. */
  constructor(finishedMax: number) {
    this.#finishedMax = finishedMax;
  }

  get(id: string): Delivery | undefined {
    return this.#deliveries.get(id);
  }

  /** Oldest first. */
  deliveries(): IterableIterator<Delivery> {
    return this.#deliveries.values();
  }

  targetOf(named: Pick<QueuedRecord, 'group' | 'step' | 'receiver'>): Target | undefined {
    return this.#targets.get(targetKey(named));
  }

  healthOf(receiver: string): ReceiverHealth {
    return this.#health.get(receiver) ?? healthy;
  }

  /** Receivers to which nothing gets through. */
  failing(): readonly (readonly [receiver: string, health: ReceiverHealth])[] {
    return [...this.#health].filter(([, { failingSince }]) => failingSince !== null);
  }

  take(record: NotificationRecord): void {
    if (record.status === 'queued') this.#queue(record);
    else if (record.status === 'sending') this.#send(record);
    else {
      const delivery = this.#deliveries.get(record.id);
      if (delivery === undefined || isOver(delivery.status)) return;
      if (record.status === 'sent') this.#arrive(delivery, record.at, record.attempt, record.provider);
      else this.#fail(delivery, record);
    }
  }

  /** Forgets a target of which nothing is owed any more. */
  forget(named: Pick<QueuedRecord, 'group' | 'step' | 'receiver'>): void {
    this.#targets.delete(targetKey(named));
  }

  clear(): void {
    this.#deliveries.clear();
    this.#targets.clear();
    this.#health.clear();
    this.#finished = 0;
  }

  #queue(record: QueuedRecord): void {
    if (this.#deliveries.has(record.id)) return;
    for (const id of record.supersedes) {
      const before = this.#deliveries.get(id);
      if (before !== undefined && !isOver(before.status))
        this.#finish({ ...before, status: 'superseded', at: record.at, dueAt: null });
    }
    this.#deliveries.set(record.id, {
      queued: record,
      status: 'queued',
      attempts: 0,
      at: record.at,
      provider: null,
      failure: null,
      dueAt: record.notBefore,
      perhapsArrived: record.perhapsRepeated,
    });
    const key = targetKey(record);
    const target = this.#targets.get(key) ?? noTarget();
    this.#targets.set(key, target);
    for (const told of record.told) {
      if (told.state === 'resolved') target.told.delete(told.series);
      else target.told.set(told.series, told);
    }
    target.owners = record.owners;
    target.queuedAt = record.at;
    if (record.reason !== 'changed' && record.reason !== 'resolved') target.calledAt = record.at;
    target.waiting = record.id;
  }

  #send({ id, attempt, at }: SendingRecord): void {
    const delivery = this.#deliveries.get(id);
    if (delivery === undefined || isOver(delivery.status)) return;
    this.#deliveries.set(id, { ...delivery, status: 'sending', attempts: attempt, at });
  }

  #arrive(delivery: Delivery, at: number, attempts: number, provider: ProviderReference): void {
    const { queued } = delivery;
    this.#finish({ ...delivery, status: 'sent', at, attempts, provider, dueAt: null });
    const target = this.#targets.get(targetKey(queued));
    if (target !== undefined) {
      target.reference = provider;
      if (target.waiting === queued.id) target.waiting = null;
    }
    this.#health.delete(queued.receiver);
  }

  #fail(delivery: Delivery, record: FailedRecord): void {
    const { queued } = delivery;
    const before = this.healthOf(queued.receiver);
    this.#health.set(queued.receiver, {
      failingSince: before.failingSince ?? record.at,
      failures: before.failures + 1,
      lastFailure: record,
    });
    const failed: Delivery = {
      ...delivery,
      status: record.status,
      at: record.at,
      attempts: record.attempt,
      failure: record,
      dueAt: record.nextTryAt,
      perhapsArrived: delivery.perhapsArrived || record.perhapsDelivered,
    };
    if (record.status === 'failed') {
      this.#deliveries.set(record.id, failed);
      return;
    }
    this.#finish(failed);
    const target = this.#targets.get(targetKey(queued));
    if (target?.waiting === record.id) target.waiting = null;
  }

  /** Keeps a notification that is over where it stands in the order, and drops the oldest such one beyond the limit. */
  #finish(delivery: Delivery): void {
    this.#deliveries.set(delivery.queued.id, delivery);
    this.#finished += 1;
    if (this.#finished <= this.#finishedMax) return;
    for (const [id, { status }] of this.#deliveries) {
      if (!isOver(status)) continue;
      this.#deliveries.delete(id);
      this.#finished -= 1;
      return;
    }
  }
}
