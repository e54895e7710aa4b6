import { isAscii, isUtf8 } from 'node:buffer';
import { TidewatchError } from '@tidewatch/contract/errors';
import { splitArray } from './split-array.ts';

/** One event of a body: its JSON text with its size in bytes, or null where the bytes are not UTF-8. */
export interface BodyPart {
  readonly text: string | null;
  readonly bytes: number;
}

export const eventTypes = {
  single: 'application/cloudevents+json',
  batch: 'application/cloudevents-batch+json',
  lines: 'application/x-ndjson',
} as const;

/**
 * The events of a body as texts, unparsed: each is checked by itself, so that a bad one never spoils its neighbours.
 * Throws `invalid_json` for a body whose borders between events cannot be told.
 */
export function* splitBody(mediaType: string, body: Buffer): Iterable<BodyPart> {
  if (mediaType === eventTypes.lines) return yield* splitLines(body);
  if (!isUtf8(body)) throw new TidewatchError('invalid_json', 'The body is not valid UTF-8.');
  const text = withoutMark(body.toString('utf8'));
  if (mediaType === eventTypes.single) return yield { text, bytes: body.length };
  const sizeOf = sizer(body);
  for (const element of splitArray(text)) yield { text: element, bytes: sizeOf(element) };
}

function* splitLines(body: Buffer): Iterable<BodyPart> {
  if (!isUtf8(body)) return yield* splitRawLines(body);
  const text = withoutMark(body.toString('utf8'));
  const sizeOf = sizer(body);
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end).trim();
    if (line !== '') yield { text: line, bytes: sizeOf(line) };
    if (end < 0) return;
    start = end + 1;
  }
}

function* splitRawLines(body: Buffer): Iterable<BodyPart> {
  for (let start = 0; start < body.length;) {
    const end = body.indexOf(10, start);
    const line = body.subarray(start, end < 0 ? body.length : end);
    if (!isUtf8(line)) yield { text: null, bytes: line.length };
    else {
      const text = withoutMark(line.toString('utf8')).trim();
      if (text !== '') yield { text, bytes: line.length };
    }
    if (end < 0) return;
    start = end + 1;
  }
}

function sizer(body: Buffer): (text: string) => number {
  return isAscii(body) ? (text) => text.length : (text) => Buffer.byteLength(text);
}

function withoutMark(text: string): string {
  return text.startsWith('\u{FEFF}') ? text.slice(1) : text;
}
