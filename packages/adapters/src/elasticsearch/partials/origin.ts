import type { SliceIdentity } from '@tidewatch/contract';
import type { SliceRange } from '@tidewatch/core/ports/metric-store';

const partitionDigits = 6;

/**
 * Where a slice belongs to, as one word that sorts by (topic, partition): `events 000002 0 1` is partition 2 of `events` in
 * epoch 0 and generation 1. A space sorts before every letter that a topic name may hold.
 */
export function originOf({ topic, partition, epoch, generation }: Omit<SliceRange, 'from' | 'below'>): string {
  return `${topic} ${String(partition).padStart(partitionDigits, '0')} ${epoch} ${generation}`;
}

export function parseOrigin(origin: string): Omit<SliceIdentity, 'slice'> {
  const [generation = '', epoch = '', partition = '', ...topic] = origin.split(' ').toReversed();
  return {
    generation: Number(generation),
    topic: topic.toReversed().join(' '),
    epoch: Number(epoch),
    partition: Number(partition),
  };
}
