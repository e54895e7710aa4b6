import { TidewatchError } from '@tidewatch/contract';

/** Place of an event in the order of a search: time, topic, partition, offset, tie. */
export type EventPlace = readonly [timeMs: number, topic: string, partition: number, offset: number, tie: string];

const placeTypes = ['number', 'string', 'number', 'number', 'string'];

export function encodeCursor(place: EventPlace): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @throws invalid_parameter for a text that is no cursor of ours */
export function decodeCursor(text: string): EventPlace {
  const place = parse(Buffer.from(text, 'base64url').toString());
  if (isPlace(place)) return place;
  throw new TidewatchError('invalid_parameter', 'The cursor `after` is not one that was given out. Begin without it.');
}

function isPlace(place: unknown): place is EventPlace {
  return (
    Array.isArray(place) &&
    place.length === placeTypes.length &&
    place.every((part, index) => typeof part === placeTypes[index])
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
