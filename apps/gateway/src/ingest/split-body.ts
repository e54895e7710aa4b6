import { isUtf8 } from 'node:buffer';
import { TidewatchError } from '@tidewatch/contract/errors';
import { splitArray } from './split-array.ts';

export const eventTypes = {
  single: 'application/cloudevents+json',
  batch: 'application/cloudevents-batch+json',
  lines: 'application/x-ndjson',
} as const;

const lineFeed = 10;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The events of a body as the bytes of their JSON, unparsed: each is checked by itself, so that a bad one never spoils its
 * neighbours. The lines of NDJSON are parts of the body, not copies.
 * Throws `invalid_json` for a body whose borders between events cannot be told.
 */
export function* splitBody(mediaType: string, body: Buffer): Iterable<Uint8Array> {
  const marked = body.subarray(0, byteOrderMark.length).equals(byteOrderMark);
  const content = marked ? body.subarray(byteOrderMark.length) : body;
  if (mediaType === eventTypes.lines) return yield* splitLines(content);
  if (!isUtf8(content)) throw new TidewatchError('invalid_json', 'The body is not valid UTF-8.');
  if (mediaType === eventTypes.single) return yield content;
  for (const element of splitArray(content.toString('utf8'))) yield Buffer.from(element);
}

function* splitLines(body: Buffer): Iterable<Uint8Array> {
  for (let start = 0; start < body.length;) {
    const feed = body.indexOf(lineFeed, start);
    const end = feed < 0 ? body.length : feed;
    const line = withoutSpace(body, start, end);
    if (line.length > 0) yield line;
    start = end + 1;
  }
}

function withoutSpace(body: Buffer, start: number, end: number): Uint8Array {
  let [first, last] = [start, end];
  while (first < last && isSpace(body[first]!)) first++;
  while (first < last && isSpace(body[last - 1]!)) last--;
  return body.subarray(first, last);
}

/** What JSON calls white space. */
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0d || byte === 0x09;
