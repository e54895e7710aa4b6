import { NEVER, Observable, type Subscriber } from 'rxjs';
import type {
  EventLog,
  LogBatch,
  LogRecord,
  NewRecord,
  OwnedPartition,
  PartitionOffsets,
  TopicInfo,
} from '@tidewatch/core/ports/event-log';

/** A log whose records and commits a test writes, delivered at once and in order. */
export class ScriptedLog implements EventLog {
  /** Appends wait for it: a log that does not answer never lets it resolve. */
  appendsMayGoOn: Promise<void> = Promise.resolve();
  readonly #topics = new Map<string, LogRecord[][]>();
  readonly #committed = new Map<string, Map<number, number>>();
  readonly #tails = new Set<{ topic: string; positions: number[]; subscriber: Subscriber<LogBatch> }>();
  readonly #now: () => number;

  constructor(topics: Readonly<Record<string, number>>, now: () => number) {
    this.#now = now;
    for (const [topic, partitions] of Object.entries(topics))
      this.#topics.set(
        topic,
        Array.from({ length: partitions }, () => []),
      );
  }

  /** Writes a record as JSON. */
  write(topic: string, partition: number, value: unknown): void {
    this.#push(topic, partition, { key: null, value: JSON.stringify(value) });
  }

  async createTopics(): Promise<void> {}

  async describeTopic(topic: string): Promise<TopicInfo | null> {
    const partitions = this.#topics.get(topic)?.length;
    return partitions === undefined
      ? null
      : { topic, partitions, cleanupPolicy: 'delete', retentionMs: null, logAppendTime: true };
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<ReadonlyMap<number, number>> {
    await this.appendsMayGoOn;
    const last = new Map<number, number>();
    for (const record of records) {
      const partition = record.partition ?? 0;
      this.#push(topic, partition, record);
      last.set(partition, this.#recordsOf(topic, partition).length - 1);
    }
    return last;
  }

  /** Nobody joins a group here: owners are played by the test. */
  consume(): Observable<OwnedPartition> {
    return NEVER;
  }

  async close(): Promise<void> {}

  #push(topic: string, partition: number, { key, value }: NewRecord): void {
    const records = this.#recordsOf(topic, partition);
    const encoder = new TextEncoder();
    records.push({
      offset: records.length,
      appendTime: this.#now(),
      key: key === null ? null : encoder.encode(key),
      value: typeof value === 'string' ? encoder.encode(value) : value,
    });
    for (const tail of this.#tails) if (tail.topic === topic) this.#deliver(tail, partition);
  }

  /** Every reader is cut off, as when a server closes all connections for good. */
  breakTails(): void {
    const tails = [...this.#tails];
    this.#tails.clear();
    for (const { subscriber } of tails) subscriber.error(new Error('the log broke off'));
  }

  commit(group: string, topic: string, partition: number, offset: number): void {
    const key = `${group} ${topic}`;
    const commits = this.#committed.get(key) ?? new Map<number, number>();
    this.#committed.set(key, commits.set(partition, offset));
  }

  recordsOf(topic: string, partition: number): readonly LogRecord[] {
    return this.#recordsOf(topic, partition);
  }

  async committed(group: string, topic: string): Promise<ReadonlyMap<number, number>> {
    return new Map(this.#committed.get(`${group} ${topic}`));
  }

  async offsets(topic: string): Promise<readonly PartitionOffsets[]> {
    return (this.#topics.get(topic) ?? []).map((records, partition) => ({ partition, begin: 0, end: records.length }));
  }

  tail(topic: string, from: ReadonlyMap<number, number>): Observable<LogBatch> {
    return new Observable((subscriber) => {
      const partitions = this.#topics.get(topic) ?? [];
      const tail = { topic, positions: partitions.map((_, partition) => from.get(partition) ?? 0), subscriber };
      this.#tails.add(tail);
      partitions.forEach((_, partition) => this.#deliver(tail, partition));
      return () => this.#tails.delete(tail);
    });
  }

  #deliver(
    { topic, positions, subscriber }: { topic: string; positions: number[]; subscriber: Subscriber<LogBatch> },
    partition: number,
  ): void {
    const all = this.#recordsOf(topic, partition);
    const records = all.slice(positions[partition]);
    positions[partition] = all.length;
    subscriber.next({
      topic,
      partition,
      records,
      nextOffset: all.length,
      end: all.length,
      endAskedAt: this.#now(),
      done: () => undefined,
    });
  }

  #recordsOf(topic: string, partition: number): LogRecord[] {
    const records = this.#topics.get(topic)?.[partition];
    if (records === undefined) throw new Error(`no partition ${partition} of ${topic}`);
    return records;
  }
}
