import type { Alert } from '@tidewatch/contract/alerts';
import type {
  NotificationItem,
  NotificationsAnswer,
  NotificationStatus,
  QueuedRecord,
} from '@tidewatch/contract/operations/notifications';
import { notificationsTopic } from '@tidewatch/core/alerting/delivery/create-delivery';
import { NotificationBook, type Delivery } from '@tidewatch/core/alerting/delivery/dedupe/notification-book';
import { ReceiverWatch } from '@tidewatch/core/alerting/delivery/notify/receiver-watch';
import { notificationRecordOf } from '@tidewatch/core/alerting/delivery/parse-records';
import { followTopic, type Following } from '@tidewatch/core/live/view/follow-topic';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';

const keptMax = 5_000;

export interface NotificationsFilter {
  readonly receiver: readonly string[];
  readonly status: readonly NotificationStatus[];
  readonly alert?: string | undefined;
  readonly limit: number;
}

/** What was sent to whom, as the topic `notifications` says. */
export class NotificationList {
  readonly #log: EventLog;
  readonly #telemetry: Telemetry;
  readonly #book = new NotificationBook(keptMax);
  readonly #receivers = new ReceiverWatch(this.#book);
  /** Alert → highest step of an escalation. */
  readonly #steps = new Map<string, number>();
  #following: Following | null = null;

  constructor(log: EventLog, telemetry: Telemetry) {
    this.#log = log;
    this.#telemetry = telemetry;
  }

  /** Resolves when everything that the topic held has been read. */
  async start(): Promise<void> {
    this.#following = await followTopic(this.#log, notificationsTopic, {
      begin: () => this.#book.clear(),
      take: (records) => {
        for (const { value } of records) this.#take(value);
      },
    });
    await this.#following.caughtUp;
  }

  stop(): void {
    this.#following?.stop();
  }

  /** Alerts about receivers to which nothing gets through, that fire or are over since the last look. */
  receiverAlerts(now: number): readonly Alert[] {
    return this.#receivers.look(now);
  }

  /** Newest first. */
  list({ receiver, status, alert, limit }: NotificationsFilter): NotificationsAnswer {
    const found = [...this.#book.deliveries()].filter(
      (delivery) =>
        (receiver.length === 0 || receiver.includes(delivery.queued.receiver)) &&
        (status.length === 0 || status.includes(delivery.status)) &&
        (alert === undefined || delivery.queued.told.some(({ id }) => id === alert)),
    );
    return { notifications: found.toReversed().slice(0, limit).map(itemOf) };
  }

  /** What a notification was about; null for one that is too old. */
  get(id: string): QueuedRecord | null {
    return this.#book.get(id)?.queued ?? null;
  }

  /** The highest step of an escalation at which an alert was told; 0 for none. */
  escalated(alert: string): number {
    return this.#steps.get(alert) ?? 0;
  }

  #take(value: Uint8Array | null): void {
    try {
      const record = notificationRecordOf(value);
      if (record === null) return;
      this.#book.take(record);
      if (record.status === 'queued' && record.step > 0)
        for (const { id } of record.told) this.#steps.set(id, Math.max(record.step, this.escalated(id)));
    } catch (error) {
      this.#telemetry.count('notification_records_refused', 1);
      this.#telemetry.log('error', error instanceof Error ? error.message : 'a record of notifications was refused');
    }
  }
}

function itemOf({
  queued,
  status,
  attempts,
  at,
  provider,
  failure,
  dueAt,
  perhapsArrived,
}: Delivery): NotificationItem {
  return {
    id: queued.id,
    receiver: queued.receiver,
    reason: queued.reason,
    route: queued.group.route,
    group: queued.group.labels,
    step: queued.step,
    alerts: queued.alerts.map(({ id, rule, state }) => ({ id, rule, state })),
    status,
    attempts,
    queuedAt: queued.at,
    at,
    providerId: provider?.id ?? null,
    fault: status === 'sent' ? null : (failure?.fault ?? null),
    why: status === 'sent' ? null : (failure?.why ?? null),
    nextTryAt: status === 'failed' ? dueAt : null,
    perhapsRepeated: perhapsArrived,
  };
}
