import { TidewatchError } from '@tidewatch/contract/errors';
import type { LogBatch, LogRecord, TopicPartition } from '@tidewatch/core/ports/event-log';
import type { Subscriber } from 'rxjs';
import type { MemorySetup } from './memory-cluster.ts';
import type { MemoryPartition } from './memory-topics.ts';
import { endOf } from './memory-topics.ts';

/** Batches of one partition that a reader may hold without having called `done`. */
const undoneBatchesMax = 2;

interface Reading extends TopicPartition {
  readonly member: string;
  readonly group: string | null;
  readonly position: number;
}

/**
 * Hands the batches of one partition to a subscriber from `position` on, at most two that are not done. Each delivery is a `fetch`
 * of `member`.
 */
export class MemoryReader {
  readonly #setup: MemorySetup;
  readonly #reading: Reading;
  readonly #subscriber: Subscriber<LogBatch>;
  readonly #held: MemoryPartition;
  #position: number;
  #undone = 0;
  #isFetching = false;
  #isStopped = false;
  #isGreeted = false;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(setup: MemorySetup, reading: Reading, subscriber: Subscriber<LogBatch>) {
    this.#setup = setup;
    this.#reading = reading;
    this.#subscriber = subscriber;
    this.#held = setup.topics.partition(reading.topic, reading.partition);
    this.#position = reading.position;
    this.#held.wakers.add(this.#wake);
    this.#wake();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#idleTimer);
    this.#held.wakers.delete(this.#wake);
  }

  get #isIdle(): boolean {
    return endOf(this.#held) === this.#position;
  }

  readonly #wake = (): void => {
    clearTimeout(this.#idleTimer);
    if (this.#isStopped || this.#isFetching || this.#undone >= undoneBatchesMax) return;
    const waits = this.#setup.control === 'auto' && this.#isGreeted && this.#isIdle;
    if (waits) this.#idleTimer = setTimeout(this.#fetch, this.#setup.idleBatchMs);
    else this.#fetch();
  };

  readonly #fetch = (): void => {
    this.#isFetching = true;
    const { topic, partition, member, group } = this.#reading;
    this.#setup.operations.add({
      kind: 'fetch',
      member,
      topic,
      partition,
      ...(group === null ? {} : { group }),
      idle: () => this.#isIdle,
      apply: ({ recordsMax = this.#setup.batchRecordsMax }) => this.#read(recordsMax),
    });
  };

  #read(recordsMax: number): () => void {
    const { topic, partition } = this.#reading;
    const endAskedAt = this.#setup.clock.now();
    const end = endOf(this.#held);
    if (this.#position > end) {
      const message = `${topic}/${partition} ends at ${end}, below offset ${this.#position} that was to be read.`;
      return () => this.#subscriber.error(new TidewatchError('log_recreated', message));
    }
    const from = Math.max(this.#position, this.#held.begin);
    const entries = this.#held.entries.slice(from - this.#held.begin, from - this.#held.begin + recordsMax);
    const nextOffset = from + entries.length;
    const records = entries.filter((entry): entry is LogRecord => entry !== null);
    const gap = from > this.#position ? { gap: { from: this.#position, below: from } } : {};
    return () => this.#deliver({ topic, partition, records, nextOffset, ...gap, end, endAskedAt });
  }

  #deliver(batch: Omit<LogBatch, 'done'>): void {
    this.#isFetching = false;
    if (this.#isStopped) return;
    this.#isGreeted = true;
    this.#undone++;
    this.#position = batch.nextOffset;
    let isDone = false;
    const done = (): void => {
      if (isDone) return;
      isDone = true;
      this.#undone--;
      this.#wake();
    };
    this.#subscriber.next({ ...batch, done });
    this.#wake();
  }
}
