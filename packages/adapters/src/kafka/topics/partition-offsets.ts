import type { PartitionOffsets } from '@tidewatch/core/ports/event-log';
import type { Brokers } from '../wire/brokers.ts';
import { passingFault } from '../wire/faults.ts';

/** Timestamps with a meaning of their own in a ListOffsets request. */
const askedFor = { begin: '-2', end: '-1' } as const;

interface ListOffsetsAnswer {
  readonly responses: readonly {
    readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
  }[];
}

/**
 * Begin and end of some partitions of a topic, ascending. The end is the high watermark, not the end of what `read_committed` shows: records
 * behind an open transaction count as missing until they can be read, so nobody claims to have caught up with them.
 * Asks who leads first. Rejects with passing faults; `partitions` absent means all.
 */
export async function partitionOffsets(
  brokers: Brokers,
  kafkaTopic: string,
  partitions?: readonly number[],
): Promise<readonly PartitionOffsets[]> {
  const leaders = await leadersOf(brokers, kafkaTopic);
  const wanted = partitions ?? leaders.map((_, partition) => partition);
  const byLeader = Map.groupBy(wanted, (partition) => leaders[partition] ?? -1);
  const found = await Promise.all(
    [...byLeader].map(async ([leader, led]) => {
      const [begins, ends] = await Promise.all([
        listOffsets(brokers, kafkaTopic, leader, led, 'begin'),
        listOffsets(brokers, kafkaTopic, leader, led, 'end'),
      ]);
      return led.map((partition) => ({ partition, begin: begins.get(partition)!, end: ends.get(partition)! }));
    }),
  );
  return found.flat().sort((left, right) => left.partition - right.partition);
}

/** Leader by partition, asked anew. Rejects with a passing fault while the topic or one of its leaders is missing. */
export async function leadersOf(brokers: Brokers, kafkaTopic: string): Promise<readonly number[]> {
  await brokers.refresh([kafkaTopic]);
  const leaders = brokers.leaders(kafkaTopic);
  if (leaders === null || leaders.length === 0) throw passingFault(`the topic ${kafkaTopic} does not exist`);
  if (leaders.includes(-1)) throw passingFault(`${kafkaTopic}/${leaders.indexOf(-1)} has no leader now`);
  return leaders;
}

async function listOffsets(
  brokers: Brokers,
  kafkaTopic: string,
  leader: number,
  partitions: readonly number[],
  which: keyof typeof askedFor,
): Promise<Map<number, number>> {
  const topics = [
    { topic: kafkaTopic, partitions: partitions.map((partition) => ({ partition, timestamp: askedFor[which] })) },
  ];
  // Isolation level 0 makes the end the high watermark.
  const options = { replicaId: -1, isolationLevel: 0, topics };
  const answer = await brokers.ask<ListOffsetsAnswer>(await brokers.byId(leader), 'ListOffsets', options);
  return new Map(
    answer.responses.flatMap((response) =>
      response.partitions.map(({ partition, offset }) => [partition, Number(offset)]),
    ),
  );
}
