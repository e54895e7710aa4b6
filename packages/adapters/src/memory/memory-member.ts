import { TidewatchError } from '@tidewatch/contract/errors';
import { partitionOfKey } from '@tidewatch/core/log/murmur2';
import type {
  EventLog,
  GainedPartition,
  LogBatch,
  NewRecord,
  OwnedPartition,
  PartitionOffsets,
  TopicInfo,
  TopicSpec,
} from '@tidewatch/core/ports/event-log';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { MemorySetup } from './memory-cluster.ts';
import { MemoryReader } from './memory-reader.ts';
import { createMemorySubscription } from './memory-subscription.ts';
import type { MemoryTopic } from './memory-topics.ts';
import { offsetsOf } from './memory-topics.ts';

const millisecondsPerDay = 86_400_000;

interface StoredRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

const closedError = (): TidewatchError => new TidewatchError('log_unavailable', 'The log is closed.');

/** The EventLog of one member. All members of a cluster see the same topics, groups and commits. */
export class MemoryMember implements EventLog {
  readonly #setup: MemorySetup;
  readonly #name: string;
  readonly #endings = new Set<() => void>();
  #isClosed = false;
  #lastSubscription = 0;
  #keyless = 0;

  constructor(setup: MemorySetup, name: string) {
    this.#setup = setup;
    this.#name = name;
  }

  createTopics(specs: readonly TopicSpec[]): Promise<void> {
    const { topics, groups } = this.#setup;
    return this.#query(() => {
      for (const { topic, partitions, keepDays } of specs) {
        const retentionMs = keepDays === null ? null : keepDays * millisecondsPerDay;
        topics.create({ topic, partitions, cleanupPolicy: 'delete', retentionMs, logAppendTime: true });
      }
      for (const group of groups.values()) {
        const consumed = group.coordinator.topics();
        if (specs.some(({ topic }) => consumed.has(topic))) group.rebalance();
      }
    });
  }

  describeTopic(topic: string): Promise<TopicInfo | null> {
    return this.#query(() => this.#setup.topics.find(topic)?.info ?? null);
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<ReadonlyMap<number, number>> {
    if (this.#isClosed) throw closedError();
    const parts = this.#split(this.#setup.topics.get(topic), records);
    const written = [...parts].map(
      async ([partition, part]) => [partition, await this.#write(topic, partition, part)] as const,
    );
    return new Map(await Promise.all(written));
  }

  consume(
    groupName: string,
    topics: readonly string[],
    startAt: (partition: GainedPartition) => number,
    onShared: (partitions: number) => void = () => {},
  ): Observable<OwnedPartition> {
    return this.#stream((subscriber) => {
      const group = this.#setup.group(groupName);
      const id = `${this.#name}#${++this.#lastSubscription}`;
      const consuming = { id, member: this.#name, topics, startAt, onShared };
      const [subscription, end] = createMemorySubscription(this.#setup, group, consuming, subscriber);
      group.join(subscription);
      return () => {
        end();
        group.leave(subscription);
      };
    });
  }

  committed(groupName: string, topic: string): Promise<ReadonlyMap<number, number>> {
    return this.#query(() => {
      const found = new Map<number, number>();
      for (const { partition } of offsetsOf(this.#setup.topics.get(topic))) {
        const offset = this.#setup.groups.get(groupName)?.commits.get(`${topic}/${partition}`);
        if (offset !== undefined) found.set(partition, offset);
      }
      return found;
    });
  }

  tail(topic: string, from: ReadonlyMap<number, number>): Observable<LogBatch> {
    return this.#stream((subscriber) => {
      const readers = offsetsOf(this.#setup.topics.get(topic)).map(({ partition, begin }) => {
        const position = from.get(partition) ?? begin;
        return new MemoryReader(
          this.#setup,
          { topic, partition, member: this.#name, group: null, position },
          subscriber,
        );
      });
      return () => readers.forEach((reader) => reader.stop());
    });
  }

  offsets(topic: string): Promise<readonly PartitionOffsets[]> {
    return this.#query(() => offsetsOf(this.#setup.topics.get(topic)));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const ending of this.#endings) ending();
  }

  #query<Answer>(read: () => Answer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const apply = (): (() => void) => {
        try {
          const answer = read();
          return () => resolve(answer);
        } catch (error) {
          return () => reject(error);
        }
      };
      this.#setup.operations.add({ kind: 'query', member: this.#name, apply });
    });
  }

  #split({ info, partitions }: MemoryTopic, records: readonly NewRecord[]): Map<number, StoredRecord[]> {
    const parts = new Map<number, StoredRecord[]>();
    for (const record of records) {
      const key = record.key === null ? null : Buffer.from(record.key);
      const value = typeof record.value === 'string' ? Buffer.from(record.value) : record.value;
      if ((value?.length ?? 0) + (key?.length ?? 0) > this.#setup.recordBytesMax) {
        const message = `A record for ${info.topic} is larger than ${this.#setup.recordBytesMax} bytes.`;
        throw new TidewatchError('too_large', message);
      }
      const chosen = key === null ? this.#keyless++ % partitions.length : partitionOfKey(partitions.length, key);
      const partition = record.partition ?? chosen;
      // Throws for a partition that the topic does not have, before anything is written.
      this.#setup.topics.partition(info.topic, partition);
      const part = parts.get(partition) ?? [];
      part.push({ key, value });
      parts.set(partition, part);
    }
    return parts;
  }

  #write(topic: string, partition: number, records: readonly StoredRecord[]): Promise<number> {
    const { topics, operations, clock } = this.#setup;
    return new Promise((resolve) => {
      const lane = `append ${this.#name} ${topic}/${partition}`;
      const apply = (): (() => void) => {
        const appendTime = clock.now();
        const stamped = records.map((record) => ({ ...record, appendTime }));
        const last = topics.append(topic, partition, stamped);
        return () => resolve(last);
      };
      operations.add({ kind: 'append', member: this.#name, topic, partition, lane, apply });
    });
  }

  /** Runs `begin` on subscription; what it returns ends the stream's work, also when the member is closed. */
  #stream<Item>(begin: (subscriber: Subscriber<Item>) => () => void): Observable<Item> {
    return new Observable((subscriber) => {
      if (this.#isClosed) return subscriber.error(closedError());
      const stop = begin(subscriber);
      const ending = (): void => {
        if (this.#endings.delete(ending)) stop();
      };
      this.#endings.add(ending);
      return ending;
    });
  }
}
