import type { CloudEvent } from '@tidewatch/contract';
import { SeededRandom } from './seeded-random.ts';

export interface DisorderOptions {
  readonly seed: number;
  /** Share of events that are sent twice. */
  readonly duplicates: number;
  /** Share of events that come minutes to hours late. */
  readonly late: number;
}

/** An event and when it is sent, epoch ms. */
export interface Delivery {
  readonly sentAt: number;
  readonly event: CloudEvent;
}

const minuteMs = 60_000;

/** When each event is sent: most within a second, some late, some twice. A pure function of the seed and the event's id. */
export function* withDisorder(
  events: Iterable<CloudEvent>,
  { seed, duplicates, late }: DisorderOptions,
): Iterable<Delivery> {
  for (const event of events) {
    const random = new SeededRandom(seed, hashOf(event.id));
    const time = Date.parse(event.time);
    const isLate = random.chance(late);
    const sentAt = time + (isLate ? random.between(2, 90) * minuteMs : random.exponential(250));
    yield { sentAt, event };
    if (random.chance(duplicates)) yield { sentAt: sentAt + random.exponential(20_000), event };
  }
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}
