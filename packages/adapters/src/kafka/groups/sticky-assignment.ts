import { assignPartitions } from '@tidewatch/core/log/assign-partitions';
import type { TopicPartition } from '@tidewatch/core/ports/event-log';
import { MemberAssignment, MemberMetadata } from '../wire/internals.ts';

/** The name under which members of one group agree on how partitions are shared. All of them must speak it. */
export const assignmentProtocol = 'tidewatch-sticky';

/** What a member holds when it joins, and since which generation of the group it knows that. */
export interface Claim {
  readonly generation: number;
  readonly partitions: readonly TopicPartition[];
}

export interface JoiningMember {
  readonly memberId: string;
  readonly memberMetadata: Buffer;
}

const protocolVersion = 0;

export const encodeSubscription = (topics: readonly string[], claim: Claim): Buffer =>
  MemberMetadata.encode({ version: protocolVersion, topics, userData: Buffer.from(JSON.stringify(claim)) });

export function decodeAssignment(bytes: Buffer): TopicPartition[] {
  const assignment = bytes.length === 0 ? {} : (MemberAssignment.decode(bytes)?.assignment ?? {});
  return Object.entries(assignment).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );
}

/** Topics that any of the members wants. */
export const topicsOf = (members: readonly JoiningMember[]): string[] => [
  ...new Set(members.flatMap(({ memberMetadata }) => MemberMetadata.decode(memberMetadata).topics)),
];

/**
 * The leader's work: shares the partitions evenly and leaves them where they are as far as that is fair (KIP-54). Of two members
 * that claim the same partition, the one with the newer generation is believed.
 */
export function assignToMembers(
  members: readonly JoiningMember[],
  partitionCount: (topic: string) => number,
): { memberId: string; memberAssignment: Buffer }[] {
  const topicsByMember = new Map<string, readonly string[]>();
  const owners = new Map<string, string>();
  const believed = new Map<string, number>();
  for (const { memberId, memberMetadata } of members.toSorted((left, right) =>
    left.memberId < right.memberId ? -1 : 1,
  )) {
    const { topics, userData } = MemberMetadata.decode(memberMetadata);
    topicsByMember.set(memberId, topics);
    const claim = decodeClaim(userData);
    for (const place of claim.partitions.map(placeOf)) {
      if ((believed.get(place) ?? -1) >= claim.generation) continue;
      believed.set(place, claim.generation);
      owners.set(place, memberId);
    }
  }
  const wanted = new Map<string, string[]>();
  const places = new Map<string, TopicPartition>();
  for (const topic of topicsOf(members).toSorted()) {
    const wanting = [...topicsByMember].filter(([, topics]) => topics.includes(topic)).map(([memberId]) => memberId);
    for (let partition = 0; partition < partitionCount(topic); partition++) {
      wanted.set(placeOf({ topic, partition }), wanting);
      places.set(placeOf({ topic, partition }), { topic, partition });
    }
  }
  const assigned = [...assignPartitions(wanted, owners)];
  return members.map(({ memberId }) => {
    const own = assigned.filter(([, member]) => member === memberId).map(([place]) => places.get(place)!);
    const byTopic = Map.groupBy(own, ({ topic }) => topic);
    const assignment = Object.fromEntries(
      [...byTopic].map(([topic, held]) => [topic, held.map(({ partition }) => partition)]),
    );
    return { memberId, memberAssignment: MemberAssignment.encode({ version: protocolVersion, assignment }) };
  });
}

export const placeOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

function decodeClaim(userData: Buffer | null): Claim {
  const claim =
    userData === null || userData.length === 0 ? null : (JSON.parse(userData.toString('utf8')) as Partial<Claim>);
  return { generation: claim?.generation ?? -1, partitions: claim?.partitions ?? [] };
}
