import { isUtf8 } from 'node:buffer';
import { readJson } from '@tidewatch/core/decode/json/read-json';
import type { Line } from './lines-of-file.ts';
import type { Row } from './row.ts';

/** The row of one line of NDJSON, null for an empty line. `parsed`: its JSON value; otherwise its text as it is. */
export function jsonRow(line: Line, parsed: boolean): Row | null {
  const { number, bytes, end } = line;
  const of = (content: Row['content']): Row => ({ line: number, end, content });
  if (bytes === null) return of({ problem: { code: 'too_large', detail: 'the line is larger than 1 MiB' } });
  if (!isUtf8(bytes)) return of({ problem: { code: 'invalid_utf8', detail: 'the bytes are not UTF-8' } });
  const text = bytes.toString().trim();
  if (text === '') return null;
  if (!parsed) return of({ value: text });
  const value = readJson(text);
  return value === undefined
    ? of({ problem: { code: 'invalid_json', detail: 'the text is not JSON, or nested too deep' } })
    : of({ value });
}
