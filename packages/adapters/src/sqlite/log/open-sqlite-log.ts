import { TidewatchError } from '@tidewatch/contract/errors';
import type { Clock } from '@tidewatch/core/ports/clock';
import type {
  AppendOptions,
  EventLog,
  GainedPartition,
  LogBatch,
  NewRecord,
  OwnedPartition,
  PartitionOffsets,
  TopicInfo,
  TopicSpec,
} from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { ConsumerGroups } from './consumer-groups.ts';
import type { LogTopic, Part } from './log-database.ts';
import { LogDatabase } from './log-database.ts';
import { PartitionReader } from './partition-reader.ts';
import { bytesOfPart } from './record-batch.ts';
import { Upkeep } from './upkeep.ts';
import { closedError, WriteQueue } from './write-queue.ts';

const millisecondsPerDay = 86_400_000;
const recordBytesMaxDefault = 16 * 1024 * 1024;
const upkeepEveryMsDefault = 30_000;

export interface SqliteLogOptions {
  /** Made with mode 0700 where it is missing. One process owns it at a time. */
  readonly directory: string;
  readonly file?: string;
  readonly clock: Clock;
  readonly telemetry?: Telemetry;
  /** Key and value of one record. */
  readonly recordBytesMax?: number;
  /** How often retention and packing run. */
  readonly upkeepEveryMs?: number;
}

export interface SqliteLog extends EventLog {
  /** Deletes what is older than its topic keeps, and packs small batches. Runs by itself every 30 s. */
  maintain(): Promise<void>;
  /** Deletes all batches that lie wholly below `begin`, as an operator's cut. */
  truncate(topic: string, partition: number, begin: number): Promise<void>;
}

/**
 * The embedded event log: one SQLite file, records in compressed batches, an fsync for every transaction, appends of one moment in one
 * transaction. Order and durability are those of the port; consumer groups live inside the process.
 *
 * Throws `data_in_use` at once where another process owns the file, `newer_format` where a newer version wrote it; retrying helps only
 * with the first, once the other process has gone.
 */
export function openSqliteLog(options: SqliteLogOptions): SqliteLog {
  return new EmbeddedLog(options);
}

const commitKey = (group: string, topic: string, partition: number): string =>
  JSON.stringify([group, topic, partition]);

class EmbeddedLog implements SqliteLog {
  readonly #database: LogDatabase;
  readonly #clock: Clock;
  readonly #recordBytesMax: number;
  readonly #topics: Map<string, LogTopic>;
  readonly #commits: Map<string, number>;
  readonly #writes: WriteQueue;
  readonly #readers = new Set<PartitionReader>();
  readonly #groups: ConsumerGroups;
  readonly #upkeep: RunningUpkeep;
  #closing: Promise<void> | null = null;

  constructor({
    directory,
    file = 'log.sqlite',
    clock,
    telemetry = noTelemetry,
    recordBytesMax = recordBytesMaxDefault,
    upkeepEveryMs = upkeepEveryMsDefault,
  }: SqliteLogOptions) {
    this.#database = new LogDatabase(directory, file);
    this.#clock = clock;
    this.#recordBytesMax = recordBytesMax;
    this.#topics = new Map(this.#database.topics().map((topic) => [topic.spec.topic, topic]));
    const stored = this.#database.commits();
    this.#commits = new Map(stored.map((row) => [commitKey(row.consumer, row.topic, row.partition), row.next_offset]));
    this.#writes = new WriteQueue(this.#database, clock, telemetry, ({ group, topic, partition, offset }) =>
      this.#commits.set(commitKey(group, topic, partition), offset),
    );
    this.#groups = new ConsumerGroups({
      partsOf: (topic) => this.#topics.get(topic)?.parts ?? [],
      committed: (group, topic, partition) => this.#commits.get(commitKey(group, topic, partition)) ?? null,
      writes: this.#writes,
      read: (part, position, subscriber) => this.#read(part, position, subscriber),
    });
    this.#upkeep = startUpkeep(new Upkeep(this.#database, clock, telemetry), this.#topics, telemetry, upkeepEveryMs);
  }

  async createTopics(specs: readonly TopicSpec[]): Promise<void> {
    for (const spec of specs) {
      if (!this.#topics.has(spec.topic)) this.#topics.set(spec.topic, this.#database.createTopic(spec));
    }
    this.#groups.topicsChanged();
  }

  async describeTopic(topic: string): Promise<TopicInfo | null> {
    const found = this.#topics.get(topic);
    return found === undefined ? null : infoOf(found);
  }

  async append(
    topic: string,
    records: readonly NewRecord[],
    options: AppendOptions = {},
  ): Promise<ReadonlyMap<number, number>> {
    const found = this.#topicOf(topic);
    refuseUnwritable(found, records, this.#recordBytesMax);
    return records.length === 0 ? new Map() : this.#writes.append(found, records, options);
  }

  consume(
    group: string,
    topics: readonly string[],
    startAt: (partition: GainedPartition) => number,
    onShared: (partitions: number) => void = () => {},
  ): Observable<OwnedPartition> {
    return this.#groups.consume(group, { topics, startAt, onShared });
  }

  async committed(group: string, topic: string): Promise<ReadonlyMap<number, number>> {
    const found = new Map<number, number>();
    for (const { partition } of this.#topicOf(topic).parts) {
      const offset = this.#commits.get(commitKey(group, topic, partition));
      if (offset !== undefined) found.set(partition, offset);
    }
    return found;
  }

  tail(topic: string, from: ReadonlyMap<number, number>): Observable<LogBatch> {
    return new Observable((subscriber) => {
      const { parts } = this.#topicOf(topic);
      const stops = parts.map((part) => this.#read(part, from.get(part.partition) ?? part.begin, subscriber));
      return () => stops.forEach((stop) => stop());
    });
  }

  async offsets(topic: string): Promise<readonly PartitionOffsets[]> {
    return this.#topicOf(topic).parts.map(({ partition, begin, end }) => ({ partition, begin, end }));
  }

  async truncate(topic: string, partition: number, begin: number): Promise<void> {
    const part = this.#topicOf(topic).parts[partition];
    if (part !== undefined) this.#upkeep.truncate(part, begin);
  }

  maintain(): Promise<void> {
    return this.#upkeep.run();
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#upkeep.stop();
    this.#groups.close();
    for (const reader of this.#readers) reader.stop();
    await this.#writes.close();
    this.#database.database.close();
  }

  #topicOf(topic: string): LogTopic {
    if (this.#closing !== null) throw closedError();
    const found = this.#topics.get(topic);
    if (found === undefined) throw new TidewatchError('not_found', `The log has no topic ${topic}: create it first.`);
    return found;
  }

  #read(part: Part, position: number, subscriber: Subscriber<LogBatch>): () => void {
    const reader = new PartitionReader(this.#database, this.#clock, part, position, subscriber);
    this.#readers.add(reader);
    return () => {
      this.#readers.delete(reader);
      reader.stop();
    };
  }
}

function infoOf({ spec: { topic, partitions, keepDays } }: LogTopic): TopicInfo {
  const retentionMs = keepDays === null ? null : keepDays * millisecondsPerDay;
  return { topic, partitions, cleanupPolicy: 'delete', retentionMs, logAppendTime: true };
}

function refuseUnwritable(
  { spec: { topic, partitions } }: LogTopic,
  records: readonly NewRecord[],
  bytesMax: number,
): void {
  for (const { key, value, partition = 0 } of records) {
    if (!(partition >= 0 && partition < partitions))
      throw new TidewatchError('not_found', `Topic ${topic} has no partition ${partition}.`);
    // A character is at most three bytes of UTF-8, so short ones need no counting.
    if (((key?.length ?? 0) + (value?.length ?? 0)) * 3 <= bytesMax) continue;
    if (bytesOfPart(key) + bytesOfPart(value) > bytesMax) {
      throw new TidewatchError('too_large', `A record for ${topic} is larger than ${bytesMax} bytes.`);
    }
  }
}

interface RunningUpkeep {
  run(): Promise<void>;
  truncate(part: Part, begin: number): void;
  stop(): Promise<void>;
}

function startUpkeep(
  upkeep: Upkeep,
  topics: ReadonlyMap<string, LogTopic>,
  telemetry: Telemetry,
  everyMs: number,
): RunningUpkeep {
  let running: Promise<void> = Promise.resolve();
  const run = (): Promise<void> =>
    (running = running.catch(() => undefined).then(() => upkeep.run([...topics.values()])));
  const timer = setInterval(() => {
    run().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : 'unknown';
      telemetry.log('warn', 'upkeep of the embedded log failed; it runs again later', { reason });
    });
  }, everyMs);
  timer.unref();
  return {
    run,
    truncate: (part, begin) => upkeep.truncate(part, begin),
    async stop() {
      clearInterval(timer);
      upkeep.stop();
      await running.catch(() => undefined);
    },
  };
}
