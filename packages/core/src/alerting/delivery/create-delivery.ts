import {
  asapScheduler,
  asyncScheduler,
  firstValueFrom,
  from,
  race,
  scheduled,
  Subscription,
  timer,
  type SchedulerLike,
} from 'rxjs';
import type { AlertOperation, AlertTransition } from '@tidewatch/contract/alerts';
import type { NotificationRecord, ProviderReference } from '@tidewatch/contract/operations/notifications';
import { readWholeTopic } from '../../definitions/read-topic.ts';
import { followTopic, type Following } from '../../live/view/follow-topic.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { NotifierError, type Notification, type Notifier } from '../../ports/notifier.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { DispatchHistory, Dispatcher } from '../dispatcher.ts';
import { DeliveryEngine, type DeliveryCatalog } from './delivery-engine.ts';
import type { Attempt } from './notify/outbox.ts';
import { notificationRecordOf, silenceOperationOf } from './parse-records.ts';

export const notificationsTopic = 'notifications';
const stopMsMax = 4_000;

export interface DeliveryOptions {
  readonly log: Pick<EventLog, 'append' | 'tail' | 'offsets'>;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly catalog: DeliveryCatalog;
  /** One per receiver of the catalog; this dispatcher closes them when it stops. */
  readonly notifiers: ReadonlyMap<string, Notifier>;
  /** Makes the message of an attempt. MUST end within a few seconds; what it cannot read it leaves out. */
  readonly compose: (attempt: Attempt, at: number) => Promise<Notification>;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** Told once when the log cannot be written any more. */
  readonly onFailure: (error: unknown) => void;
  readonly scheduler?: SchedulerLike;
}

/**
 * Delivery on a real log and real receivers: the engine decides, this makes each decision durable in the topic `notifications` before it
 * is acted on, and each outcome after. What was being sent when the process ended is sent once more, marked; everything else exactly once.
 */
export function createDelivery(options: DeliveryOptions): Dispatcher {
  return new Delivery(options);
}

class Delivery implements Dispatcher {
  readonly #options: Required<DeliveryOptions>;
  readonly #engine: DeliveryEngine;
  #silences: Following | null = null;
  #waking: Subscription | null = null;
  #wakesAt: number | null = null;
  #turnAsked = false;
  readonly #asked = new Subscription();
  #running = false;
  /** Everything that was appended so far; the appends stay in order. */
  #durable: Promise<unknown> = Promise.resolve();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: DeliveryOptions) {
    const { catalog, notifiers, random } = options;
    this.#options = { scheduler: asyncScheduler, ...options };
    this.#engine = new DeliveryEngine({
      catalog,
      random,
      edits: (receiver) => notifiers.get(receiver)?.edits ?? false,
    });
  }

  async restore({ transitions, operations }: DispatchHistory): Promise<void> {
    const { log, clock, scheduler } = this.#options;
    for (const { record } of await readWholeTopic(log, notificationsTopic)) {
      const parsed = notificationRecordOf(record.value);
      if (parsed !== null) this.#engine.remember(parsed);
    }
    const engine = this.#engine;
    this.#silences = await followTopic(
      log,
      'operations',
      {
        begin: () => engine.forgetSilences(),
        take: (records) => {
          for (const { value } of records) {
            const operation = silenceOperationOf(value);
            if (operation !== null) engine.silence(operation, clock.now());
          }
          this.#askForTurn();
        },
      },
      scheduler,
    );
    await this.#silences.caughtUp;
    const now = clock.now();
    for (const transition of transitions) engine.take(transition, now);
    for (const operation of operations) engine.operate(operation, now);
    engine.resume(now);
    this.#running = true;
    this.#askForTurn();
  }

  take(transition: AlertTransition): void {
    this.#engine.take(transition, this.#options.clock.now());
    this.#askForTurn();
  }

  operate(operation: AlertOperation): void {
    this.#engine.operate(operation, this.#options.clock.now());
    this.#askForTurn();
  }

  async stop(): Promise<void> {
    const { notifiers, scheduler } = this.#options;
    this.#running = false;
    this.#silences?.stop();
    this.#waking?.unsubscribe();
    this.#asked.unsubscribe();
    const finished = from(Promise.allSettled(this.#underWay));
    await firstValueFrom(race(finished, timer(stopMsMax, scheduler)));
    await Promise.allSettled([...notifiers.values()].map((notifier) => notifier.close()));
    await firstValueFrom(race(from(Promise.allSettled([...this.#underWay, this.#durable])), timer(1_000, scheduler)));
  }

  /** Things that happen together are looked at together. */
  #askForTurn(): void {
    if (this.#turnAsked || !this.#running) return;
    this.#turnAsked = true;
    this.#asked.add(
      scheduled([null], asapScheduler).subscribe(() => {
        this.#turnAsked = false;
        if (this.#running) this.#turn();
      }),
    );
  }

  #turn(): void {
    const { clock, telemetry } = this.#options;
    const { records, attempts } = this.#engine.step(clock.now());
    const durable = this.#append(records);
    for (const record of records)
      if (record.status === 'queued') telemetry.count('notifications_queued', 1, { receiver: record.receiver });
    for (const attempt of attempts) {
      const work = durable.then((written) => (written ? this.#attempt(attempt) : undefined));
      this.#underWay.add(work);
      void work.finally(() => this.#underWay.delete(work));
    }
    this.#wakeAt(this.#engine.nextAt(clock.now()));
  }

  #wakeAt(at: number | null): void {
    if (at === this.#wakesAt && this.#waking?.closed === false) return;
    this.#waking?.unsubscribe();
    this.#wakesAt = at;
    if (at === null || at === Infinity) return;
    const { clock, scheduler } = this.#options;
    // A timer takes at most 2^31 ms.
    const waitMs = Math.min(Math.max(at - clock.now(), 0), 86_400_000);
    this.#waking = timer(waitMs, scheduler).subscribe(() => {
      this.#wakesAt = null;
      if (this.#running) this.#turn();
    });
  }

  async #attempt(attempt: Attempt): Promise<void> {
    const { clock, telemetry } = this.#options;
    const { receiver } = attempt.receiver;
    const outcome = await this.#outcomeOf(attempt);
    const record = this.#engine.settle(attempt, outcome, clock.now());
    telemetry.count('notifications_attempted', 1, { receiver, outcome: record.status });
    if ('fault' in outcome)
      telemetry.log('warn', 'A notification did not get through.', {
        receiver,
        fault: outcome.fault,
        why: outcome.message,
      });
    await this.#append([record]);
    this.#askForTurn();
  }

  async #outcomeOf(attempt: Attempt): Promise<ProviderReference | NotifierError> {
    const { notifiers, clock, compose } = this.#options;
    const { receiver } = attempt.receiver;
    const notifier = notifiers.get(receiver);
    if (notifier === undefined)
      return new NotifierError('receiver-gone', `There is no way to reach the receiver ${receiver}.`, { retry: false });
    try {
      return (await notifier.notify(await compose(attempt, clock.now()))).provider;
    } catch (error) {
      if (error instanceof NotifierError) return error;
      // Not what the port allows; whether it arrived nobody knows.
      return new NotifierError('unknown', 'A fault in the program that sends; it is tried again.', {
        retry: true,
        perhapsDelivered: true,
        cause: error,
      });
    }
  }

  /** False when the log failed for good. */
  #append(records: readonly NotificationRecord[]): Promise<boolean> {
    if (records.length === 0)
      return this.#durable.then(
        () => true,
        () => false,
      );
    const { log, onFailure } = this.#options;
    const written = this.#durable.then(() =>
      log.append(
        notificationsTopic,
        records.map((record) => ({ key: record.id, value: JSON.stringify(record), partition: 0 })),
      ),
    );
    this.#durable = written;
    return written.then(
      () => true,
      (error: unknown) => {
        if (this.#running) onFailure(error);
        this.#running = false;
        return false;
      },
    );
  }
}
