import type { Receiver } from '@tidewatch/contract/catalog/delivery';
import type {
  FailedRecord,
  NotificationRecord,
  ProviderReference,
  SendingRecord,
} from '@tidewatch/contract/operations/notifications';
import type { NotifierError } from '../../../ports/notifier.ts';
import type { Delivery, NotificationBook } from '../dedupe/notification-book.ts';
import { retryAfterMs, retryForMs } from './back-off.ts';
import { ReceiverQueue, waitingMax } from './receiver-queue.ts';

/** One attempt; its `sending` record MUST be durable before it is made. */
export interface Attempt {
  readonly delivery: Delivery;
  readonly record: SendingRecord;
  readonly receiver: Receiver;
}

/** What was decided and is not over: a queue per receiver, attempts, retries. Everything is in the notification book too. */
export class Outbox {
  readonly #book: NotificationBook;
  readonly #receivers: ReadonlyMap<string, Receiver>;
  readonly #random: () => number;
  readonly #queues = new Map<string, ReceiverQueue>();

  constructor(book: NotificationBook, receivers: ReadonlyMap<string, Receiver>, random: () => number) {
    this.#book = book;
    this.#receivers = receivers;
    this.#random = random;
  }

  /** Everything in the book that is not over waits again. What was being sent may have arrived. */
  resume(now: number): void {
    for (const delivery of this.#book.deliveries()) {
      const { status, queued } = delivery;
      if (status === 'queued' || status === 'failed') this.#queue(queued.receiver).put(delivery);
      else if (status === 'sending')
        this.#queue(queued.receiver).put({ ...delivery, dueAt: now, perhapsArrived: true });
    }
  }

  /** An attempt of an earlier process, for the rate limit. */
  remember(receiver: string, at: number): void {
    this.#queue(receiver).attempted(at);
  }

  isFull(receiver: string): boolean {
    return this.#queue(receiver).size >= waitingMax;
  }

  /** Whether the notification can still be replaced. */
  isWaiting({ queued }: Delivery): boolean {
    return this.#queue(queued.receiver).isWaiting(queued.id);
  }

  put(delivery: Delivery): void {
    const queue = this.#queue(delivery.queued.receiver);
    for (const id of delivery.queued.supersedes) queue.remove(id);
    queue.put(delivery);
  }

  /** Infinity: not before something happens. */
  nextAt(now: number): number {
    let next = Infinity;
    for (const [name, queue] of this.#queues) {
      const receiver = this.#receivers.get(name);
      if (receiver !== undefined) next = Math.min(next, queue.nextAt(receiver.rateLimit, now));
      else if (queue.size > 0) next = now;
    }
    return next;
  }

  /** Begins the attempts that are due, at most one per receiver. */
  step(now: number): { readonly records: readonly NotificationRecord[]; readonly attempts: readonly Attempt[] } {
    const records: NotificationRecord[] = [];
    const attempts: Attempt[] = [];
    for (const [name, queue] of this.#queues) {
      const receiver = this.#receivers.get(name);
      if (receiver === undefined) {
        records.push(...this.#giveUpAll(name, queue, now));
        continue;
      }
      const delivery = queue.take(receiver.rateLimit, now);
      if (delivery === null) continue;
      const record = sendingRecord(delivery, now);
      records.push(record);
      attempts.push({ delivery, record, receiver });
    }
    for (const record of records) this.#book.take(record);
    return { records, attempts };
  }

  /** The outcome of an attempt. */
  settle({ delivery, record }: Attempt, outcome: ProviderReference | NotifierError, now: number): NotificationRecord {
    const { queued } = delivery;
    const queue = this.#queue(queued.receiver);
    queue.done();
    const base = { v: 1, kind: 'notification', id: queued.id, at: now, attempt: record.attempt } as const;
    if (!('fault' in outcome)) {
      const sent: NotificationRecord = { ...base, status: 'sent', provider: outcome };
      this.#book.take(sent);
      queue.recover();
      return sent;
    }
    const failed = this.#failedRecord(base, delivery, outcome, now);
    this.#book.take(failed);
    const after = this.#book.get(queued.id);
    if (failed.nextTryAt === null || after === undefined) return failed;
    // What arrived perhaps before a restart still did.
    queue.put({ ...after, perhapsArrived: after.perhapsArrived || delivery.perhapsArrived });
    // A message that the receiver refuses says nothing about the others.
    if (outcome.fault !== 'refused') queue.rest(failed.nextTryAt);
    return failed;
  }

  #failedRecord(
    base: Pick<FailedRecord, 'v' | 'kind' | 'id' | 'at' | 'attempt'>,
    { queued, perhapsArrived }: Delivery,
    error: NotifierError,
    now: number,
  ): FailedRecord {
    const failures = this.#book.healthOf(queued.receiver).failures + 1;
    const nextTryAt = now + retryAfterMs(failures, error, this.#random);
    const retry = error.retry && nextTryAt < queued.at + retryForMs;
    return {
      ...base,
      status: retry ? 'failed' : 'given-up',
      fault: error.fault,
      why: error.message,
      nextTryAt: retry ? nextTryAt : null,
      perhapsDelivered: error.perhapsDelivered || perhapsArrived,
    };
  }

  #giveUpAll(receiver: string, queue: ReceiverQueue, now: number): NotificationRecord[] {
    const waiting = [...this.#book.deliveries()].filter(
      ({ queued }) => queued.receiver === receiver && queue.isWaiting(queued.id),
    );
    return waiting.map(({ queued, attempts }) => {
      queue.remove(queued.id);
      return {
        v: 1,
        kind: 'notification',
        id: queued.id,
        at: now,
        status: 'given-up',
        attempt: attempts,
        fault: 'receiver-gone',
        why: `The catalog has no receiver ${receiver} any more.`,
        nextTryAt: null,
        perhapsDelivered: false,
      };
    });
  }

  #queue(receiver: string): ReceiverQueue {
    const known = this.#queues.get(receiver);
    if (known !== undefined) return known;
    const made = new ReceiverQueue();
    this.#queues.set(receiver, made);
    return made;
  }
}

const sendingRecord = ({ queued, attempts, perhapsArrived }: Delivery, now: number): SendingRecord => ({
  v: 1,
  kind: 'notification',
  id: queued.id,
  at: now,
  status: 'sending',
  attempt: attempts + 1,
  perhapsRepeated: perhapsArrived,
});
