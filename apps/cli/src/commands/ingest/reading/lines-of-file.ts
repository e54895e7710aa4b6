import { createReadStream } from 'node:fs';
import { eventBytesMax } from '@tidewatch/contract';

/** Longer lines are told of, not kept. */
export const lineBytesMax = 4 * eventBytesMax;

/** One line without its end; `bytes` is null for one that is too long. `number` counts from 1, `end` is the place in the file after it. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer | null;
  readonly end: number;
}

/** Where a file is read from: a place in bytes that begins a line, and the number of that line. */
export interface LineStart {
  readonly position: number;
  readonly number: number;
}

export const fileStart: LineStart = { position: 0, number: 1 };

const newline = 10;
const carriageReturn = 13;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The lines of a file, many at a time. */
export async function* linesOfFile(path: string, start: LineStart = fileStart): AsyncIterable<readonly Line[]> {
  let { position: end, number } = start;
  let kept: Buffer[] = [];
  let keptBytes = 0;
  const lineOf = (last: Buffer): Line => {
    const tooLong = keptBytes + last.length > lineBytesMax;
    const bytes = tooLong ? null : trimmed(kept.length === 0 ? last : Buffer.concat([...kept, last]), number === 1);
    kept = [];
    keptBytes = 0;
    return { number: number++, bytes, end };
  };
  for await (const chunk of createReadStream(path, {
    start: end,
    highWaterMark: 256 * 1024,
  }) as AsyncIterable<Buffer>) {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      const part = chunk.subarray(from, at);
      end += keptBytes + part.length + 1;
      lines.push(lineOf(part));
      from = at + 1;
    }
    const rest = chunk.subarray(from);
    keptBytes += rest.length;
    if (keptBytes <= lineBytesMax) kept.push(rest);
    if (lines.length > 0) yield lines;
  }
  if (keptBytes === 0) return;
  end += keptBytes;
  const last = Buffer.concat(kept);
  kept = [];
  keptBytes = keptBytes > lineBytesMax ? keptBytes : 0;
  yield [lineOf(last)];
}

function trimmed(bytes: Buffer, isFirst: boolean): Buffer {
  const from = isFirst && bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
  return bytes.subarray(from, bytes.at(-1) === carriageReturn ? -1 : undefined);
}

/** The number of the line that begins at a place in the file. */
export async function lineNumberAt(path: string, position: number): Promise<number> {
  let number = 1;
  if (position === 0) return number;
  for await (const chunk of createReadStream(path, {
    end: position - 1,
    highWaterMark: 256 * 1024,
  }) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) number += 1;
  }
  return number;
}
