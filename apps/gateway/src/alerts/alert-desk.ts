import { randomUUID } from 'node:crypto';
import type { AlertDetail, AlertOperation } from '@tidewatch/contract/alerts';
import { TidewatchError } from '@tidewatch/contract/errors';
import { alertOperationSchema } from '@tidewatch/contract/operations/alert-operations';
import type { AlertBook } from '@tidewatch/core/alerting/book/alert-book';
import { AlertRecords } from '@tidewatch/core/alerting/records/alert-records';
import { followTopic, type Following } from '@tidewatch/core/live/view/follow-topic';
import { alerterGroup } from '@tidewatch/core/log/alerter-group';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { operationsTopic, type OperationRecord, type OperationTaker } from '../operations/operations-tail.ts';

/** What somebody wants to do, without what the desk adds. */
export type AlertAct =
  | { readonly kind: 'alert-acknowledge'; readonly by: string; readonly via: string }
  | { readonly kind: 'alert-assign'; readonly by: string; readonly via: string; readonly assignee: string | null }
  | { readonly kind: 'alert-comment'; readonly by: string; readonly via: string; readonly text: string };

/** Records of the topic `alerts` that are read at the start, and those of all open alerts; older ones than these nobody looks at. */
const recordsReadMax = 100_000;

/** Keeps the book of alerts up to date and writes down what people do with them. */
export class AlertDesk implements OperationTaker {
  readonly book: AlertBook;
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;
  readonly #records = new AlertRecords();
  #following: Following | null = null;
  /** Earlier records were left out, and nothing has been read yet. */
  #isCut = false;

  constructor(log: EventLog, clock: Clock, telemetry: Telemetry, book: AlertBook) {
    this.#log = log;
    this.#clock = clock;
    this.#telemetry = telemetry;
    this.book = book;
  }

  /** Resolves when what the topic `alerts` held has been read. */
  async start(): Promise<void> {
    const open = (await this.#log.committed(alerterGroup, 'alerts')).get(0);
    this.#following = await followTopic(this.#log, 'alerts', {
      startAt: ({ begin, end }) => {
        const start = Math.max(begin, Math.min(open ?? end, end - recordsReadMax));
        this.#isCut = start > 0;
        return start;
      },
      begin: () => this.#records.reset(),
      take: (records) => {
        for (const { value } of records) this.#read(value);
      },
    });
    await this.#following.caughtUp;
  }

  stop(): void {
    this.#following?.stop();
  }

  begin(): void {}

  /** Learns from a record of the topic `operations`. */
  take(record: OperationRecord): void {
    const { data } = alertOperationSchema.safeParse(record);
    if (data !== undefined) this.book.operate(data);
  }

  /** Throws `unknown_alert`. */
  look(id: string): AlertDetail {
    const detail = this.book.detail(id);
    if (detail === null)
      throw new TidewatchError('unknown_alert', `there is no alert ${JSON.stringify(id)} (any more)`);
    return detail;
  }

  /** Resolves with the alert when it is durable. Throws `unknown_alert`. */
  async act(id: string, act: AlertAct): Promise<AlertDetail> {
    this.look(id);
    const operation: AlertOperation = { v: 1, operation: randomUUID(), alert: id, at: this.#clock.now(), ...act };
    await this.#log.append(operationsTopic, [{ key: id, value: JSON.stringify(operation), partition: 0 }]);
    this.book.operate(operation);
    return this.look(id);
  }

  #read(value: Uint8Array | null): void {
    try {
      const record = this.#records.read(value);
      if (record?.kind !== 'transition') return;
      if (this.#isCut) this.book.beginAt(record.at);
      this.#isCut = false;
      this.book.take(record);
    } catch (error) {
      this.#telemetry.count('alert_records_refused', 1);
      this.#telemetry.log('error', error instanceof Error ? error.message : 'a record of the topic alerts was refused');
    }
  }
}
