import { TidewatchError } from '@tidewatch/contract/errors';
import type { Ownership } from '@tidewatch/core/log/group-coordinator';
import type { GainedPartition, LogBatch, OwnedPartition } from '@tidewatch/core/ports/event-log';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { MemoryGroup } from './memory-group.ts';
import type { MemorySetup } from './memory-cluster.ts';
import { MemoryReader } from './memory-reader.ts';
import { endOf } from './memory-topics.ts';

/** One `consume` of one member: what it believes to own. */
export interface MemorySubscription {
  readonly id: string;
  readonly member: string;
  readonly topics: readonly string[];
  /** Compares what it believes with what the coordinator says now: completes what it lost, emits what it gained. */
  learn(): void;
}

interface Consuming {
  readonly id: string;
  readonly member: string;
  readonly topics: readonly string[];
  readonly startAt: (partition: GainedPartition) => number;
  readonly onShared: (partitions: number) => void;
}

/** The group's side of `consume`. The second part of the answer ends it: all partitions complete. */
export function createMemorySubscription(
  setup: MemorySetup,
  group: MemoryGroup,
  consuming: Consuming,
  subscriber: Subscriber<OwnedPartition>,
): readonly [MemorySubscription, () => void] {
  const { id, member, topics, startAt, onShared } = consuming;
  const owned = new Map<Ownership, () => void>();

  const gain = (ownership: Ownership): void => {
    const { topic, partition } = ownership;
    const held = setup.topics.partition(topic, partition);
    const committed = group.commits.get(`${topic}/${partition}`) ?? null;
    const gained: GainedPartition = { topic, partition, committed, begin: held.begin, end: endOf(held) };
    const start = startAt(gained);
    let isTaken = false;
    let reading: { readonly batches: Subscriber<LogBatch>; readonly reader: MemoryReader } | null = null;
    owned.set(ownership, () => {
      isTaken = true;
      reading?.reader.stop();
      reading?.batches.complete();
    });
    const batches = new Observable<LogBatch>((subscriberOfBatches) => {
      if (isTaken) return subscriberOfBatches.complete();
      if (reading !== null)
        return subscriberOfBatches.error(new Error(`batches of ${topic}/${partition} were subscribed twice`));
      const reader = new MemoryReader(
        setup,
        { topic, partition, member, group: group.name, position: start },
        subscriberOfBatches,
      );
      reading = { batches: subscriberOfBatches, reader };
      return () => reader.stop();
    });
    const commit = (offset: number): Promise<void> => commitOffset(setup, group, member, ownership, offset);
    subscriber.next({ topic, partition, committed, begin: gained.begin, start, batches, commit });
  };

  const learn = (): void => {
    for (const [ownership, take] of owned) {
      if (group.coordinator.holds(ownership)) continue;
      owned.delete(ownership);
      take();
    }
    const mine = group.coordinator.ownedBy(id);
    onShared(mine.length);
    try {
      for (const ownership of mine) if (!owned.has(ownership)) gain(ownership);
    } catch (error) {
      subscriber.error(error);
    }
  };

  const end = (): void => {
    for (const take of owned.values()) take();
    owned.clear();
  };
  return [{ id, member, topics, learn }, end];
}

function commitOffset(
  setup: MemorySetup,
  group: MemoryGroup,
  member: string,
  ownership: Ownership,
  offset: number,
): Promise<void> {
  const { topic, partition } = ownership;
  return new Promise((resolve, reject) => {
    const apply = (): (() => void) => {
      if (!group.coordinator.holds(ownership)) {
        const refused = new TidewatchError(
          'not_owner',
          `${topic}/${partition} belongs to another member of group ${group.name} now.`,
        );
        return () => reject(refused);
      }
      group.commits.set(`${topic}/${partition}`, offset);
      return resolve;
    };
    setup.operations.add({ kind: 'commit', member, group: group.name, topic, partition, apply });
  });
}
