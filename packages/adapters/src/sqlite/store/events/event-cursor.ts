import { TidewatchError } from '@tidewatch/contract/errors';
import type { IndexedEvent } from '@tidewatch/core/ports/metric-store';
import { createHash } from 'node:crypto';

/** A place in the order of a search. `print` tells the events of one record apart. */
export interface EventPlace {
  readonly time: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly print: string;
}

export function placeOf({ topic, partition, offset, event }: IndexedEvent): EventPlace {
  const print = createHash('sha256')
    .update(JSON.stringify([event.source, event.id]))
    .digest('base64url')
    .slice(0, 12);
  return { time: event.time, topic, partition, offset, print };
}

/** Before all events of a time and behind all later ones. */
export const firstPlaceAt = (time: number): EventPlace => ({
  time,
  topic: '\uffff',
  partition: Number.MAX_SAFE_INTEGER,
  offset: Number.MAX_SAFE_INTEGER,
  print: '\uffff',
});

/** Below 0: `left` comes first, which is the newer. */
export function newestFirst(left: EventPlace, right: EventPlace): number {
  const byText = (one: string, other: string): number => (one === other ? 0 : one > other ? -1 : 1);
  return (
    right.time - left.time ||
    byText(left.topic, right.topic) ||
    right.partition - left.partition ||
    right.offset - left.offset ||
    byText(left.print, right.print)
  );
}

export const writeCursor = ({ time, topic, partition, offset, print }: EventPlace): string =>
  Buffer.from(JSON.stringify([1, time, topic, partition, offset, print])).toString('base64url');

/** Throws `invalid_parameter` for a text that `writeCursor` did not make. */
export function readCursor(text: string): EventPlace {
  try {
    const [version, time, topic, partition, offset, print] = JSON.parse(
      Buffer.from(text, 'base64url').toString(),
    ) as unknown[];
    const areNumbers = [time, partition, offset].every((number) => Number.isSafeInteger(number));
    if (version === 1 && areNumbers && typeof topic === 'string' && typeof print === 'string') {
      return { time, topic, partition, offset, print } as EventPlace;
    }
  } catch {
    // Not JSON: answered below.
  }
  throw new TidewatchError(
    'invalid_parameter',
    'after is not a cursor of an earlier answer. Leave it out to begin with the newest events.',
  );
}
