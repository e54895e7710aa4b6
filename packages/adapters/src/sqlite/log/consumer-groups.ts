import type { GroupCoordinator, Ownership } from '@tidewatch/core/log/group-coordinator';
import { createGroupCoordinator } from '@tidewatch/core/log/group-coordinator';
import type { GainedPartition, LogBatch, OwnedPartition } from '@tidewatch/core/ports/event-log';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Part } from './log-database.ts';
import type { WriteQueue } from './write-queue.ts';

export interface GroupSetup {
  partsOf(topic: string): readonly Part[];
  committed(group: string, topic: string, partition: number): number | null;
  readonly writes: WriteQueue;
  /** Starts reading; returns what stops it. */
  read(part: Part, position: number, subscriber: Subscriber<LogBatch>): () => void;
}

interface Member {
  readonly id: string;
  readonly topics: readonly string[];
  readonly startAt: (partition: GainedPartition) => number;
  readonly onShared: (partitions: number) => void;
  readonly subscriber: Subscriber<OwnedPartition>;
  readonly owned: Map<Ownership, () => void>;
}

interface Group {
  readonly name: string;
  readonly coordinator: GroupCoordinator;
  readonly members: Map<string, Member>;
  rebalancing: NodeJS.Immediate | null;
}

/** The consumer groups of one process: several groups, each with any number of members that share partitions. */
export class ConsumerGroups {
  readonly #setup: GroupSetup;
  readonly #groups = new Map<string, Group>();
  #lastMember = 0;

  constructor(setup: GroupSetup) {
    this.#setup = setup;
  }

  consume(groupName: string, wanted: Pick<Member, 'topics' | 'startAt' | 'onShared'>): Observable<OwnedPartition> {
    return new Observable((subscriber) => {
      const group = this.#group(groupName);
      const member: Member = { ...wanted, id: `member-${++this.#lastMember}`, subscriber, owned: new Map() };
      group.members.set(member.id, member);
      group.coordinator.join(member.id, wanted.topics);
      this.#rebalance(group);
      return () => {
        group.members.delete(member.id);
        group.coordinator.leave(member.id);
        for (const take of member.owned.values()) take();
        this.#rebalance(group);
      };
    });
  }

  /** New topics are shared out to the members that wait for them. */
  topicsChanged(): void {
    for (const group of this.#groups.values()) this.#rebalance(group);
  }

  close(): void {
    for (const group of this.#groups.values()) {
      if (group.rebalancing !== null) clearImmediate(group.rebalancing);
      for (const { owned } of group.members.values()) for (const take of owned.values()) take();
    }
    this.#groups.clear();
  }

  #group(name: string): Group {
    const found = this.#groups.get(name) ?? {
      name,
      coordinator: createGroupCoordinator(),
      members: new Map(),
      rebalancing: null,
    };
    this.#groups.set(name, found);
    return found;
  }

  #rebalance(group: Group): void {
    group.rebalancing ??= setImmediate(() => {
      group.rebalancing = null;
      group.coordinator.rebalance((topic) => this.#setup.partsOf(topic).length);
      // All losses before all gains: a partition never has two readers in one group.
      for (const member of group.members.values()) this.#lose(group, member);
      for (const member of group.members.values()) this.#gainAll(group, member);
    });
  }

  #lose(group: Group, member: Member): void {
    for (const [ownership, take] of member.owned) {
      if (group.coordinator.holds(ownership)) continue;
      member.owned.delete(ownership);
      take();
    }
  }

  #gainAll(group: Group, member: Member): void {
    const mine = group.coordinator.ownedBy(member.id);
    if (!member.subscriber.closed) member.onShared(mine.length);
    for (const ownership of mine) {
      if (member.owned.has(ownership) || member.subscriber.closed) continue;
      try {
        this.#gain(group, member, ownership);
      } catch (error) {
        member.subscriber.error(error);
      }
    }
  }

  #gain(group: Group, member: Member, ownership: Ownership): void {
    const { topic, partition } = ownership;
    const part = this.#setup.partsOf(topic)[partition]!;
    const { begin, end } = part;
    const committed = this.#setup.committed(group.name, topic, partition);
    const start = member.startAt({ topic, partition, committed, begin, end });
    let isTaken = false;
    let reading: { readonly subscriber: Subscriber<LogBatch>; readonly stop: () => void } | null = null;
    const batches = new Observable<LogBatch>((subscriber) => {
      if (isTaken) return subscriber.complete();
      if (reading !== null)
        return subscriber.error(new Error(`batches of ${topic}/${partition} were subscribed twice`));
      const stop = this.#setup.read(part, start, subscriber);
      reading = { subscriber, stop };
      return stop;
    });
    member.owned.set(ownership, () => {
      isTaken = true;
      reading?.stop();
      reading?.subscriber.complete();
    });
    const isRefused = (): boolean => !group.coordinator.holds(ownership);
    const commit = (offset: number): Promise<void> =>
      this.#setup.writes.commit({ group: group.name, topic, partition, offset, isRefused });
    member.subscriber.next({ topic, partition, committed, begin, start, batches, commit });
  }
}
