import { TidewatchError } from '@tidewatch/contract/errors';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { LogBatch, LogRecord } from '@tidewatch/core/ports/event-log';
import type { Subscriber } from 'rxjs';
import type { LogDatabase, Part } from './log-database.ts';
import { BatchCursor } from './record-batch.ts';

/** Batches that a reader may hold without having called `done`. */
const undoneBatchesMax = 2;
const batchRecordsMax = 2_000;
const batchBytesMax = 1024 * 1024;
/** How often a reader that has caught up hears so. */
const idleBatchMs = 500;

/**
 * Hands the batches of one partition to a subscriber, each in an event-loop turn of its own, at most two that are not done.
 * Appends wake it.
 */
export class PartitionReader {
  readonly #database: LogDatabase;
  readonly #clock: Clock;
  readonly #part: Part;
  readonly #subscriber: Subscriber<LogBatch>;
  #position: number;
  #cursor: BatchCursor | null = null;
  #undone = 0;
  #isStopped = false;
  #isGreeted = false;
  #turn: NodeJS.Immediate | null = null;
  #idleTimer: NodeJS.Timeout | null = null;

  constructor(database: LogDatabase, clock: Clock, part: Part, position: number, subscriber: Subscriber<LogBatch>) {
    this.#database = database;
    this.#clock = clock;
    this.#part = part;
    this.#position = position;
    this.#subscriber = subscriber;
    part.wakers.add(this.#wake);
    this.#wake();
  }

  stop(): void {
    this.#isStopped = true;
    this.#part.wakers.delete(this.#wake);
    if (this.#turn !== null) clearImmediate(this.#turn);
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
  }

  readonly #wake = (): void => {
    if (this.#isStopped || this.#turn !== null || this.#undone >= undoneBatchesMax) return;
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
    if (this.#isGreeted && this.#position >= this.#part.end) this.#idleTimer = setTimeout(this.#deliver, idleBatchMs);
    else this.#turn = setImmediate(this.#deliver);
  };

  readonly #deliver = (): void => {
    this.#turn = null;
    this.#idleTimer = null;
    if (this.#isStopped) return;
    const endAskedAt = this.#clock.now();
    const { topic, partition, end } = this.#part;
    const gap = this.#skipDeleted();
    let records: LogRecord[];
    try {
      records = this.#read();
    } catch (cause) {
      const message = `${topic}/${partition} cannot be read at offset ${this.#position}. Run the doctor; the file may be damaged.`;
      return this.#subscriber.error(new TidewatchError('unavailable', message, { cause }));
    }
    this.#isGreeted = true;
    this.#undone++;
    let isDone = false;
    const done = (): void => {
      if (isDone) return;
      isDone = true;
      this.#undone--;
      this.#wake();
    };
    this.#subscriber.next({ topic, partition, records, nextOffset: this.#position, ...gap, end, endAskedAt, done });
    this.#wake();
  };

  /** Goes on at the log's begin where retention has passed the position; what is unpacked already is handed out first. */
  #skipDeleted(): Pick<LogBatch, 'gap'> {
    const { begin } = this.#part;
    if (this.#cursor !== null || this.#position >= begin) return {};
    const gap = { from: this.#position, below: begin };
    this.#position = begin;
    return { gap };
  }

  #read(): LogRecord[] {
    const records: LogRecord[] = [];
    let bytes = this.#fromCursor(records, 0);
    while (!this.#isFull(records, bytes)) {
      const recent = this.#database.recent(this.#part, this.#position);
      if (recent === undefined) break;
      this.#cursor = new BatchCursor(recent, recent.base, recent.appendTime);
      bytes = this.#fromCursor(records, bytes);
    }
    if (this.#isFull(records, bytes) || this.#position >= this.#part.end) return records;
    for (const row of this.#database.batches(this.#part, this.#position)) {
      this.#cursor = new BatchCursor(row, row.base, row.appendTime);
      // The row that holds the position begins below it.
      this.#cursor.skipTo(this.#position);
      bytes = this.#fromCursor(records, bytes);
      if (this.#isFull(records, bytes)) break;
    }
    return records;
  }

  #isFull(records: readonly LogRecord[], bytes: number): boolean {
    return records.length >= batchRecordsMax || bytes >= batchBytesMax;
  }

  #fromCursor(records: LogRecord[], bytes: number): number {
    const cursor = this.#cursor;
    if (cursor === null) return bytes;
    const read = cursor.take(records, batchRecordsMax, batchBytesMax - bytes);
    this.#position = cursor.offset;
    if (cursor.isAtEnd) this.#cursor = null;
    return bytes + read;
  }
}
