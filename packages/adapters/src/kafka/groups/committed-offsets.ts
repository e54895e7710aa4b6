import type { Brokers } from '../wire/brokers.ts';

interface OffsetFetchAnswer {
  readonly responses: readonly {
    readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
  }[];
}

/** What a group has committed for some partitions of a topic: the next offset to read. Partitions without a commit are absent. */
export async function committedOffsets(
  brokers: Brokers,
  groupId: string,
  kafkaTopic: string,
  partitions: readonly number[],
): Promise<Map<number, number>> {
  const topics = [{ topic: kafkaTopic, partitions: partitions.map((partition) => ({ partition })) }];
  const answer = await brokers.ask<OffsetFetchAnswer>(await brokers.coordinator(groupId), 'OffsetFetch', {
    groupId,
    topics,
  });
  const found = answer.responses.flatMap((response) => response.partitions);
  return new Map(
    found
      .filter(({ offset }) => Number(offset) >= 0)
      .map(({ partition, offset }) => [partition, Number(offset)] as const)
      .sort(([left], [right]) => left - right),
  );
}
