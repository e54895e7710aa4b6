import type { TopicPartition } from '../ports/event-log.ts';
import { assignPartitions } from './assign-partitions.ts';

/** One spell of ownership. A partition that is taken away and given back has a new one. */
export interface Ownership extends TopicPartition {
  readonly member: string;
}

/** Says who gets which partition (`topic/partition` → member); `assignPartitions` unless told. */
export type Assign = typeof assignPartitions;

export interface GroupCoordinator {
  /** Adds a member; it owns nothing before the next `rebalance`. */
  join(member: string, topics: readonly string[]): void;
  /** Takes a member and all that it owns away. */
  leave(member: string): void;
  members(): readonly string[];
  topics(): ReadonlySet<string>;
  /** Gives the partitions out anew. A partition that keeps its owner keeps its ownership. */
  rebalance(partitionsOf: (topic: string) => number, assign?: Assign): void;
  ownedBy(member: string): readonly Ownership[];
  /** Whether this spell of ownership still lasts. */
  holds(ownership: Ownership): boolean;
}

/** Membership and ownership of one consumer group, without any input or output: what a broker's coordinator knows. */
export function createGroupCoordinator(): GroupCoordinator {
  const topicsOf = new Map<string, readonly string[]>();
  let owned = new Map<string, Ownership>();

  return {
    join(member, topics) {
      topicsOf.set(member, topics);
    },
    leave(member) {
      topicsOf.delete(member);
      owned = new Map([...owned].filter(([, ownership]) => ownership.member !== member));
    },
    members: () => [...topicsOf.keys()],
    topics: () => new Set([...topicsOf.values()].flat()),
    rebalance(partitionsOf, assign = assignPartitions) {
      const wanted = new Map<string, string[]>();
      const places = new Map<string, TopicPartition>();
      for (const [member, topics] of topicsOf) {
        for (const topic of topics) {
          for (let partition = 0; partition < partitionsOf(topic); partition++) {
            const place = `${topic}/${partition}`;
            places.set(place, { topic, partition });
            wanted.set(place, [...(wanted.get(place) ?? []), member]);
          }
        }
      }
      const owners = new Map([...owned].map(([place, ownership]) => [place, ownership.member]));
      const next = new Map<string, Ownership>();
      for (const [place, member] of assign(wanted, owners)) {
        const before = owned.get(place);
        next.set(place, before?.member === member ? before : { ...places.get(place)!, member });
      }
      owned = next;
    },
    ownedBy: (member) => [...owned.values()].filter((ownership) => ownership.member === member),
    holds: (ownership) => owned.get(`${ownership.topic}/${ownership.partition}`) === ownership,
  };
}
