import { partitionOfKey } from '@tidewatch/core/log/murmur2';
import type { NewRecord } from '@tidewatch/core/ports/event-log';
import type { BatchRow, LogTopic, Part } from './log-database.ts';
import type { BatchRecord } from './record-batch.ts';
import { encodeBatch, storeBatch, uncompressed } from './record-batch.ts';

/** What one transaction takes at most, so that it blocks the event loop for a few milliseconds only. */
const transactionRecordsMax = 5_000;
const transactionCharactersMax = 2 * 1024 * 1024;
const batchRecordsMax = 2_000;
const batchCharactersMax = 512 * 1024;
const fastLevel = 1;

export interface AppendJob {
  readonly kind: 'append';
  readonly topic: LogTopic;
  readonly records: readonly NewRecord[];
  /** The caller would rather hear that nothing can be written than wait. */
  readonly mayRefuse: boolean;
  /** Records before this index are in a transaction. */
  taken: number;
  /** Partition → last offset given. */
  readonly last: Map<number, number>;
  resolve(last: ReadonlyMap<number, number>): void;
  reject(error: Error): void;
}

export interface CommitJob {
  readonly kind: 'commit';
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Asked again when it is written: ownership may have changed meanwhile. */
  isRefused(): boolean;
  resolve(): void;
  reject(error: Error): void;
}

export type WriteJob = AppendJob | CommitJob;

interface PlannedRow {
  readonly part: Part;
  readonly row: BatchRow;
  /** The same before it was compressed. */
  readonly plain: BatchRow;
}

export interface Transaction {
  readonly rows: PlannedRow[];
  readonly commits: CommitJob[];
  /** Appends of which this transaction holds the last record. */
  readonly finished: AppendJob[];
}

/** Records of one partition that become one row. */
class Portion {
  readonly part: Part;
  records: BatchRecord[] = [];
  characters = 0;
  base: number;

  constructor(part: Part) {
    this.part = part;
    this.base = part.end;
  }

  /** Returns the offset of the record. */
  add(record: NewRecord): number {
    this.characters += (record.key?.length ?? 0) + (record.value?.length ?? 0);
    return this.base + this.records.push(record) - 1;
  }

  get isFull(): boolean {
    return this.records.length >= batchRecordsMax || this.characters >= batchCharactersMax;
  }

  seal(appendTime: number): PlannedRow {
    const encoded = encodeBatch(this.records, null);
    const count = this.records.length;
    const head = { base: this.base, count, appendTime };
    const row = { ...head, ...storeBatch(encoded, fastLevel) };
    const plain = { ...head, ...uncompressed(encoded) };
    this.base += count;
    this.records = [];
    this.characters = 0;
    return { part: this.part, row, plain };
  }
}

/** Takes jobs from the front of `waiting` for one transaction and puts their records together by partition. */
export class TransactionPlanner {
  #keyless = 0;
  #scratch = Buffer.alloc(1024);

  plan(waiting: WriteJob[], appendTime: number): Transaction {
    const transaction: Transaction = { rows: [], commits: [], finished: [] };
    const portions = new Map<Part, Portion>();
    let records = 0;
    let characters = 0;
    while (waiting.length > 0 && records < transactionRecordsMax && characters < transactionCharactersMax) {
      const job = waiting[0]!;
      if (job.kind === 'commit') {
        transaction.commits.push(job);
        waiting.shift();
        continue;
      }
      const keyless = this.#keyless++ % job.topic.parts.length;
      for (
        ;
        job.taken < job.records.length && records < transactionRecordsMax && characters < transactionCharactersMax;
        job.taken++, records++
      ) {
        const record = job.records[job.taken]!;
        const partition =
          record.partition ?? (record.key === null ? keyless : this.#partitionOf(job.topic, record.key));
        const part = job.topic.parts[partition]!;
        let portion = portions.get(part);
        if (portion === undefined) portions.set(part, (portion = new Portion(part)));
        job.last.set(partition, portion.add(record));
        characters += record.value?.length ?? 0;
        if (portion.isFull) transaction.rows.push(portion.seal(appendTime));
      }
      if (job.taken < job.records.length) break;
      transaction.finished.push(job);
      waiting.shift();
    }
    for (const portion of portions.values())
      if (portion.records.length > 0) transaction.rows.push(portion.seal(appendTime));
    return transaction;
  }

  #partitionOf(topic: LogTopic, key: string): number {
    if (this.#scratch.length < key.length * 3) this.#scratch = Buffer.alloc(key.length * 3);
    return partitionOfKey(topic.parts.length, this.#scratch, 0, this.#scratch.write(key));
  }
}
