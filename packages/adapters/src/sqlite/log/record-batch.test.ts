import type { LogRecord } from '@tidewatch/core/ports/event-log';
import { describe, expect, it } from 'vitest';
import type { BatchRecord } from './record-batch.ts';
import { BatchCursor, encodeBatch, storeBatch } from './record-batch.ts';

const records: BatchRecord[] = [
  { key: null, value: null },
  { key: '', value: '' },
  { key: 'ключ', value: 'x'.repeat(5_000) },
  { key: new Uint8Array([0, 255]), value: new Uint8Array([1]) },
  { key: null, value: '{"a":"é"}' },
];

const bytes = (part: string | Uint8Array | null): number[] | null =>
  part === null ? null : [...Buffer.from(part as string)];

function takeAll(cursor: BatchCursor, recordsMax = 100, bytesMax = 1_000_000): LogRecord[] {
  const taken: LogRecord[] = [];
  cursor.take(taken, recordsMax, bytesMax);
  return taken;
}

describe('a stored batch', () => {
  it.each([null, [5, 4, 9, 7, 7]])('gives back every record, append times %j', (appendTimes) => {
    const stored = storeBatch(encodeBatch(records, appendTimes), 1);
    const read = takeAll(new BatchCursor(stored, 100, 42));
    expect(read.map(({ offset }) => offset)).toEqual([100, 101, 102, 103, 104]);
    expect(read.map(({ appendTime }) => appendTime)).toEqual(appendTimes ?? [42, 42, 42, 42, 42]);
    expect(read.map(({ key, value }) => [bytes(key), bytes(value)])).toEqual(
      records.map(({ key, value }) => [bytes(key), bytes(value)]),
    );
  });

  it('is compressed only where that pays', () => {
    const many = Array.from({ length: 50 }, () => records[2]!);
    expect(storeBatch(encodeBatch(many, null), 1)).toMatchObject({ encoding: 1 });
    expect(storeBatch(encodeBatch([records[0]!], null), 1)).toMatchObject({ encoding: 0 });
  });

  it('can be read from any offset on and in pieces', () => {
    const stored = storeBatch(encodeBatch(records, null), 1);
    const cursor = new BatchCursor(stored, 100, 42);
    cursor.skipTo(102);
    expect(takeAll(cursor, 1).map(({ offset, value }) => [offset, value?.length])).toEqual([[102, 5_000]]);
    expect([cursor.offset, cursor.isAtEnd]).toEqual([103, false]);
    expect(takeAll(cursor).map(({ value }) => bytes(value))).toEqual([[1], bytes('{"a":"é"}')]);
    expect(cursor.isAtEnd).toBe(true);
  });

  it('stops at the byte bound, but takes one record at least', () => {
    const cursor = new BatchCursor(storeBatch(encodeBatch(records.slice(2, 4), null), 1), 0, 0);
    expect(takeAll(cursor, 100, 10)).toHaveLength(1);
    expect(takeAll(cursor, 100, 10)).toHaveLength(1);
  });
});
