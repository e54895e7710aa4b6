import { TidewatchError } from '@tidewatch/contract/errors';
import type { LogBatch, TopicPartition } from '@tidewatch/core/ports/event-log';
import type { Clock } from '@tidewatch/core/ports/clock';
import { RecordSet } from '../records/record-set.ts';
import type { FetchedPartition } from './fetch-answer.ts';

/** Batches that a reader may hold without having called `done` (the port's word). */
const undoneBatchesMax = 2;
/** Limits of one batch. A Kafka record batch that is larger comes in several. */
const batchLimits = { recordsMax: 2_000, bytesMax: 1024 * 1024 };
/** Fetched and not yet handed out, as it came from the broker. */
const queueBytesMax = 512 * 1024;
const queuedSetsMax = 4;
/** Slices of less than one part in so many of an answer are small: those of a handful of partitions that come together are not. */
const smallShare = 8;
/** After this long without a batch an empty one is due; fetches come back at least every 250 ms. */
const idleBatchMs = 400;

interface QueuedSet {
  readonly set: RecordSet;
  readonly end: number;
  readonly endAskedAt: number;
  gap: LogBatch['gap'];
}

export interface ReaderOptions extends TopicPartition {
  /** The topic's name in Kafka; `topic` is the port's. */
  readonly kafkaTopic: string;
  readonly position: number;
  readonly clock: Clock;
  next(batch: LogBatch): void;
  /** The partition cannot be read any further. */
  error(error: Error): void;
}

/**
 * One partition between the fetches and its subscriber: holds what was fetched, unpacks the next batch when the one before is done,
 * and knows where to fetch next. The position is its own: no rebalance and no commit moves it.
 */
export class PartitionReader {
  readonly kafkaTopic: string;
  readonly partition: number;
  /** Faults in a row, and when to try again: kept here for the fetcher. */
  failures = 0;
  retryAt = 0;
  readonly #options: ReaderOptions;
  readonly #queue: QueuedSet[] = [];
  #position: number;
  /** What the log deleted before the offset that is fetched next. */
  #gap: LogBatch['gap'];
  #undone = 0;
  #queuedBytes = 0;
  #isUnpacking = false;
  #isStopped = false;
  #lastBatchAt = 0;
  /** Set by the fetcher that serves it: called when there is room again. */
  onHungry: () => void = () => {};

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.kafkaTopic = options.kafkaTopic;
    this.partition = options.partition;
    this.#position = options.position;
  }

  /** Offset to fetch next. */
  get position(): number {
    return this.#position;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  get isHungry(): boolean {
    return !this.#isStopped && this.#queuedBytes < queueBytesMax && this.#queue.length < queuedSetsMax;
  }

  /** Takes what was fetched from `position`. `askedAt` is the time just before the request was sent. */
  accept(fetched: FetchedPartition, askedAt: number, answerBytes: number): void {
    if (this.#isStopped) return;
    try {
      const set = new RecordSet(ownedBytes(fetched.recordSet, answerBytes), this.#position, fetched.aborted);
      if (set.byteLength > 0) {
        this.#queue.push({ set, end: fetched.highWatermark, endAskedAt: askedAt, gap: this.#gap });
        this.#gap = undefined;
        this.#queuedBytes += set.byteLength;
        this.#position = set.endOffset;
      } else this.#beIdle(fetched.highWatermark, askedAt);
    } catch (error) {
      this.fail(this.#unreadable(error));
    }
    this.#unpack();
  }

  /** Goes on at a later offset, because the log no longer holds the one that was asked for. The next batch tells of the gap. */
  skipTo(offset: number): void {
    this.#gap = { from: this.#gap?.from ?? this.#position, below: offset };
    this.#position = offset;
  }

  /** Gives up: the subscriber gets the error. */
  fail(error: Error): void {
    if (this.#isStopped) return;
    this.stop();
    this.#options.error(error);
  }

  stop(): void {
    this.#isStopped = true;
    this.#queue.length = 0;
  }

  #beIdle(end: number, endAskedAt: number): void {
    const now = this.#options.clock.now();
    if (this.#queue.length > 0 || this.#isUnpacking || this.#undone >= undoneBatchesMax) return;
    if (now - this.#lastBatchAt < idleBatchMs) return;
    const gap = this.#gap;
    this.#gap = undefined;
    this.#handOut({ records: [], nextOffset: this.#position, end, endAskedAt }, gap);
  }

  #unpack(): void {
    if (this.#isUnpacking) return;
    this.#isUnpacking = true;
    this.#unpackWhileWanted().catch((error: unknown) => this.fail(this.#unreadable(error)));
  }

  async #unpackWhileWanted(): Promise<void> {
    try {
      for (let head = this.#queue[0]; head !== undefined && this.#undone < undoneBatchesMax; head = this.#queue[0]) {
        const { gap } = head;
        head.gap = undefined;
        const { records, nextOffset } = await head.set.read(batchLimits);
        if (this.#isStopped) return;
        if (head.set.isAtEnd) {
          this.#queue.shift();
          this.#queuedBytes -= head.set.byteLength;
        }
        const { end, endAskedAt } = head;
        this.#handOut({ records, nextOffset, end, endAskedAt }, gap);
        if (this.isHungry) this.onHungry();
      }
    } finally {
      // In the same turn as the last look at the queue: a `done` that comes later must find the way free.
      this.#isUnpacking = false;
    }
  }

  #handOut(read: Pick<LogBatch, 'records' | 'nextOffset' | 'end' | 'endAskedAt'>, gap: LogBatch['gap']): void {
    const { topic, partition, clock, next } = this.#options;
    this.#lastBatchAt = clock.now();
    this.#undone++;
    let isDone = false;
    const done = (): void => {
      if (isDone) return;
      isDone = true;
      this.#undone--;
      this.#unpack();
    };
    next({ topic, partition, ...read, ...(gap === undefined ? {} : { gap }), done });
  }

  #unreadable(cause: unknown): TidewatchError {
    const why = cause instanceof Error ? cause.message : 'unknown fault';
    const message = `${this.kafkaTopic}/${this.partition} cannot be read below offset ${this.#position}: ${why}.`;
    return new TidewatchError('log_unavailable', message, { cause });
  }
}

/** A slice that is small beside its answer is copied, so that a slow partition does not keep the whole answer in memory. */
const ownedBytes = (slice: Buffer, answerBytes: number): Buffer =>
  slice.length * smallShare < answerBytes ? Buffer.from(slice) : slice;
