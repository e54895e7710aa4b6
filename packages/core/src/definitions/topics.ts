import type { Catalog } from '@tidewatch/contract';
import type { TopicSpec } from '../ports/event-log.ts';

/** Never changed: frames of one input partition stay in one partition of `rollups`. */
export const rollupsPartitions = 4;

/** Tidewatch's own topics (FORMATS: names on a shared cluster). */
export function tidewatchTopics(eventPartitions: number): readonly TopicSpec[] {
  return [
    { topic: 'events', partitions: eventPartitions, keepDays: 7 },
    { topic: 'rollups', partitions: rollupsPartitions, keepDays: 7 },
    { topic: 'definitions', partitions: 1, keepDays: null },
    { topic: 'dead-letters', partitions: 4, keepDays: 14 },
    { topic: 'alerts', partitions: 1, keepDays: 400 },
    { topic: 'notifications', partitions: 1, keepDays: 400 },
    { topic: 'operations', partitions: 1, keepDays: 400 },
  ];
}

const ownTopics = new Set(tidewatchTopics(1).map(({ topic }) => topic));

/** Topics of others, which sources name: everything that is not Tidewatch's own. Own names are prefixed on a shared cluster, these are used as they are. */
export const foreignTopics = { includes: (topic: string): boolean => !ownTopics.has(topic) };

/** The fixed partition of `rollups` for the frames of an input partition. */
export function rollupsPartitionOf(topic: string, partition: number): number {
  let sum = partition;
  if (topic !== 'events') for (let index = 0; index < topic.length; index += 1) sum += topic.charCodeAt(index);
  return sum % rollupsPartitions;
}

/** Topics that the processor reads: `events`, and the topic of every source that is not a file. Sorted. */
export function inputTopics(catalog: Catalog): readonly string[] {
  const foreign = catalog.sources.flatMap((source) => (source.topic === undefined ? [] : [source.topic]));
  return [...new Set(['events', ...foreign])].toSorted();
}
