import { of, toArray } from 'rxjs';
import { expect, it, vi } from 'vitest';
import type { LogBatch } from '../ports/event-log.ts';
import { recordOfDead } from './sources/decoded-record.ts';
import { decode } from '../stream/decode.ts';

const batch = (topic: string, ...offsets: number[]): LogBatch => ({
  topic,
  partition: 0,
  records: offsets.map((offset) => ({ offset, appendTime: 1, key: null, value: null })),
  nextOffset: (offsets.at(-1) ?? -1) + 1,
  end: 9,
  endAskedAt: 1,
  done() {},
});

it('decodes each batch in the order of the log, empty ones too, with one decoder per topic', () => {
  const asked: string[] = [];
  const decoderFor = (topic: string) => {
    asked.push(topic);
    return ({ offset, appendTime }: LogBatch['records'][number]) =>
      recordOfDead(offset, appendTime, { code: 'empty_value', detail: topic, type: null, source: null });
  };
  const batches = [batch('events', 3, 4), batch('events'), batch('other', 1)];
  const seen: unknown[] = [];
  of(...batches)
    .pipe(decode(decoderFor), toArray())
    .subscribe((decoded) => {
      for (const { batch: raw, records } of decoded) {
        expect(batches).toContain(raw);
        seen.push(records.map(({ offset, dead }) => [offset, dead[0]?.detail]));
      }
    });
  expect(seen).toEqual([
    [
      [3, 'events'],
      [4, 'events'],
    ],
    [],
    [[1, 'other']],
  ]);
  expect(asked).toEqual(['events', 'other']);
});

it('decodes a large batch in parts, each when the one before was taken, and the last part does the batch', () => {
  const offsets = Array.from({ length: 1_201 }, (_, index) => 10 + index);
  const large = { ...batch('events', ...offsets), nextOffset: 1_300, done: vi.fn<() => void>() };
  let decoded = 0;
  const parts: (readonly number[])[] = [];
  of(large)
    .pipe(
      decode(() => ({ offset, appendTime }) => {
        decoded += 1;
        return recordOfDead(offset, appendTime, { code: 'empty_value', detail: '', type: null, source: null });
      }),
    )
    .subscribe(({ batch: part, records }) => {
      expect(part.records.map(({ offset }) => offset)).toEqual(records.map(({ offset }) => offset));
      parts.push([part.records.at(0)!.offset, records.length, part.nextOffset, decoded]);
      part.done();
      expect(large.done).toHaveBeenCalledTimes(parts.length < 3 ? 0 : 1);
    });
  expect(parts).toEqual([
    [10, 500, 510, 500],
    [510, 500, 1_010, 1_000],
    [1_010, 201, 1_300, 1_201],
  ]);
});
