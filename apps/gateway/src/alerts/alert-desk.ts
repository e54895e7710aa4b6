import { randomUUID } from 'node:crypto';
import { alertOperationKinds, type AlertDetail, type AlertOperation } from '@tidewatch/contract/alerts';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { AlertBook } from '@tidewatch/core/alerting/book/alert-book';
import { parseTransition } from '@tidewatch/core/alerting/rules/parse-transition';
import { followTopic, type Following } from '@tidewatch/core/live/view/follow-topic';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { operationsTopic, type OperationRecord, type OperationTaker } from '../operations/operations-tail.ts';

const kinds: ReadonlySet<string> = new Set(alertOperationKinds);

/** What somebody wants to do, without what the desk adds. */
export type AlertAct =
  | { readonly kind: 'alert-acknowledge'; readonly by: string; readonly via: string }
  | { readonly kind: 'alert-assign'; readonly by: string; readonly via: string; readonly assignee: string | null }
  | { readonly kind: 'alert-comment'; readonly by: string; readonly via: string; readonly text: string };

/** Keeps the book of alerts up to date and writes down what people do with them. */
export class AlertDesk implements OperationTaker {
  readonly book: AlertBook;
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;
  #following: Following | null = null;

  constructor(log: EventLog, clock: Clock, telemetry: Telemetry, book: AlertBook) {
    this.#log = log;
    this.#clock = clock;
    this.#telemetry = telemetry;
    this.book = book;
  }

  /** Resolves when everything that the topic `alerts` held has been read. */
  async start(): Promise<void> {
    this.#following = await followTopic(this.#log, 'alerts', {
      begin: () => undefined,
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
    if (kinds.has(record.kind) && typeof record['operation'] === 'string' && typeof record['alert'] === 'string')
      this.book.operate(record as unknown as AlertOperation);
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
      const transition = parseTransition(value);
      if (transition !== null) this.book.take(transition);
    } catch (error) {
      this.#telemetry.count('alert_records_refused', 1);
      this.#telemetry.log('error', error instanceof Error ? error.message : 'a record of the topic alerts was refused');
    }
  }
}
