import type { ProducerStamp, OutgoingRecord } from '../records/encode-record-batch.ts';
import { encodeRecordBatch } from '../records/encode-record-batch.ts';

const batchRecordsMax = 20_000;
const sequenceEnd = 2 ** 31;

/** The producer as the brokers know it. All lanes of a log share one. */
export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** The records of one append for one partition. */
export interface AppendPart {
  readonly records: readonly OutgoingRecord[];
  /** With the last offset written. */
  resolve(lastOffset: number): void;
  reject(error: Error): void;
}

interface PartProgress {
  readonly part: AppendPart;
  taken: number;
  written: number;
}

/** A batch on its way. Sent again as it is, until the broker has answered for it. */
interface Sending {
  readonly records: readonly OutgoingRecord[];
  readonly portions: readonly { readonly of: PartProgress; readonly count: number }[];
}

/**
 * The way into one partition: parts wait in order, and one batch at a time is on its way, so a retry cannot overtake. A batch gathers what
 * has come since the one before.
 */
export class AppendLane {
  readonly kafkaTopic: string;
  readonly partition: number;
  failures = 0;
  retryAt = 0;
  batchBytesMax: number;
  readonly #waiting: PartProgress[] = [];
  #sending: Sending | null = null;
  #identity: ProducerIdentity | null = null;
  #sequence = 0;
  #encoded: Buffer | null = null;

  constructor(kafkaTopic: string, partition: number, batchBytesMax: number) {
    this.kafkaTopic = kafkaTopic;
    this.partition = partition;
    this.batchBytesMax = batchBytesMax;
  }

  get hasWork(): boolean {
    return this.#sending !== null || this.#waiting.length > 0;
  }

  add(part: AppendPart): void {
    this.#waiting.push({ part, taken: 0, written: 0 });
  }

  /** The batch to send now: the one that was not answered for, else a new one. */
  batch(identity: ProducerIdentity, now: number): Buffer {
    this.#sending ??= this.#gather();
    if (this.#identity !== identity) {
      this.#identity = identity;
      this.#sequence = 0;
      this.#encoded = null;
    }
    const isIdempotent = identity.producerId >= 0;
    const stamp: ProducerStamp = { ...identity, baseSequence: isIdempotent ? this.#sequence : -1 };
    this.#encoded ??= encodeRecordBatch(this.#sending.records, now, stamp);
    return this.#encoded;
  }

  /** The batch is in the log from `baseOffset` on. */
  written(baseOffset: number): void {
    const { records, portions } = this.#takeSending();
    this.#sequence = (this.#sequence + records.length) % sequenceEnd;
    let offset = baseOffset;
    for (const { of, count } of portions) {
      offset += count;
      of.written += count;
      if (of.written === of.part.records.length) of.part.resolve(offset - 1);
    }
  }

  /** The batch is too large for the log: tries smaller ones; false when it is a single record. */
  splitBatch(): boolean {
    const { records, portions } = this.#takeSending();
    if (records.length === 1) {
      this.#restore(portions);
      return false;
    }
    const bytes = records.reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.batchBytesMax = Math.max(1, Math.floor(bytes / 2));
    this.#restore(portions);
    return true;
  }

  /** Gives up on the append whose record is next; what is behind it goes on. */
  rejectFirst(error: Error): void {
    if (this.#sending !== null) this.#restore(this.#takeSending().portions);
    this.#waiting.shift()?.part.reject(error);
  }

  rejectAll(error: Error): void {
    while (this.hasWork) this.rejectFirst(error);
  }

  #gather(): Sending {
    const records: OutgoingRecord[] = [];
    const portions: { of: PartProgress; count: number }[] = [];
    let bytes = 0;
    for (let head = this.#waiting[0]; head !== undefined; head = this.#waiting[0]) {
      const before = records.length;
      const all = head.part.records;
      for (; head.taken < all.length && records.length < batchRecordsMax; head.taken++) {
        const record = all[head.taken]!;
        if (records.length > 0 && bytes + record.byteLength > this.batchBytesMax) break;
        records.push(record);
        bytes += record.byteLength + 25;
      }
      if (records.length > before) portions.push({ of: head, count: records.length - before });
      if (head.taken < all.length) break;
      this.#waiting.shift();
    }
    return { records, portions };
  }

  #takeSending(): Sending {
    const sending = this.#sending!;
    this.#sending = null;
    this.#encoded = null;
    return sending;
  }

  /** Puts what was gathered back in front. */
  #restore(portions: Sending['portions']): void {
    for (const { of, count } of portions.toReversed()) {
      of.taken -= count;
      if (this.#waiting[0] !== of) this.#waiting.unshift(of);
    }
  }
}
