import { TidewatchError } from '@tidewatch/contract/errors';
import type { LogRecord, PartitionOffsets, TopicInfo } from '@tidewatch/core/ports/event-log';

/** One partition's records. Index 0 of `entries` is offset `begin`; null is an offset that no reader sees (a control record). */
export interface MemoryPartition {
  begin: number;
  entries: (LogRecord | null)[];
  readonly wakers: Set<() => void>;
}

export interface MemoryTopic {
  readonly info: TopicInfo;
  readonly partitions: MemoryPartition[];
}

export const endOf = (partition: MemoryPartition): number => partition.begin + partition.entries.length;

export const offsetsOf = (topic: MemoryTopic): PartitionOffsets[] =>
  topic.partitions.map((held, partition) => ({ partition, begin: held.begin, end: endOf(held) }));

/** All topics of a cluster: the store that the members share. */
export class MemoryTopics {
  readonly #topics = new Map<string, MemoryTopic>();

  /** Leaves an existing topic as it is. */
  create(info: TopicInfo): void {
    if (this.#topics.has(info.topic)) return;
    const partitions = Array.from({ length: info.partitions }, () => ({
      begin: 0,
      entries: [],
      wakers: new Set<() => void>(),
    }));
    this.#topics.set(info.topic, { info, partitions });
  }

  find(topic: string): MemoryTopic | null {
    return this.#topics.get(topic) ?? null;
  }

  get(topic: string): MemoryTopic {
    const found = this.#topics.get(topic);
    if (found === undefined) throw new TidewatchError('not_found', `The log has no topic ${topic}: create it first.`);
    return found;
  }

  partition(topic: string, partition: number): MemoryPartition {
    const found = this.get(topic).partitions[partition];
    if (found === undefined) throw new TidewatchError('not_found', `Topic ${topic} has no partition ${partition}.`);
    return found;
  }

  append(topic: string, partition: number, records: readonly (Omit<LogRecord, 'offset'> | null)[]): number {
    const held = this.partition(topic, partition);
    for (const record of records) held.entries.push(record === null ? null : { ...record, offset: endOf(held) });
    for (const wake of held.wakers) wake();
    return endOf(held) - 1;
  }

  truncate(topic: string, partition: number, begin: number): void {
    const held = this.partition(topic, partition);
    const cut = Math.min(begin, endOf(held)) - held.begin;
    if (cut <= 0) return;
    held.entries = held.entries.slice(cut);
    held.begin += cut;
  }

  /** Empties a topic and starts its offsets at 0 again, as deleting and creating it does. */
  recreate(topic: string): void {
    for (const held of this.get(topic).partitions) {
      held.begin = 0;
      held.entries = [];
      for (const wake of held.wakers) wake();
    }
  }
}
