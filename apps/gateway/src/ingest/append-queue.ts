import { TidewatchError } from '@tidewatch/contract/errors';
import type { EventLog, NewRecord } from '@tidewatch/core/ports/event-log';

const groupRecordsMax = 5_000;
const appendsInFlightMax = 4;
const queuedBytesMax = 128 * 1024 * 1024;

interface Waiting {
  readonly records: readonly NewRecord[];
  readonly bytes: number;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Joins the records of requests that come at the same time into one append, so that they share the wait for the disk. */
export class AppendQueue {
  readonly #log: EventLog;
  readonly #topic: string;
  #waiting: Waiting[] = [];
  #inFlight = 0;
  #bytes = 0;

  constructor(log: EventLog, topic: string) {
    this.#log = log;
    this.#topic = topic;
  }

  /** Resolves when all records are durable. Rejects with `too_many_requests` when more waits than memory should hold. */
  async append(records: readonly NewRecord[], bytes: number): Promise<void> {
    if (records.length === 0) return;
    if (this.#bytes > 0 && this.#bytes + bytes > queuedBytesMax) {
      throw new TidewatchError(
        'too_many_requests',
        'More events are waiting for the log than memory should hold; send these again in a second.',
        { retry: true },
      );
    }
    this.#bytes += bytes;
    try {
      await new Promise<void>((done, failed) => {
        this.#waiting.push({ records, bytes, done, failed });
        this.#send();
      });
    } finally {
      this.#bytes -= bytes;
    }
  }

  #send(): void {
    if (this.#inFlight >= appendsInFlightMax || this.#waiting.length === 0) return;
    let records = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      if (count > 0 && records + waiting.records.length > groupRecordsMax) break;
      records += waiting.records.length;
      count++;
    }
    const group = this.#waiting.splice(0, count);
    this.#inFlight++;
    void this.#appendGroup(group);
  }

  async #appendGroup(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#log.append(
        this.#topic,
        group.flatMap(({ records }) => records),
        { mayRefuse: true },
      );
      for (const { done } of group) done();
    } catch (error) {
      for (const { failed } of group) failed(error);
    } finally {
      this.#inFlight--;
      this.#send();
    }
  }
}
