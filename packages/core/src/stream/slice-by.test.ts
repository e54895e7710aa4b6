import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { LogBatch } from '../ports/event-log.ts';
import type { DecodedBatch } from './decoded.ts';
import { readingStart, type OpenSlice, type SliceRules } from './slice.ts';
import { sliceBy } from './slice-by.ts';

const hourMs = 3_600_000;
const rules: SliceRules = { sliceOffsets: 10, hourCut: true, from: 0, committed: null, begin: 0 };

/** A batch of records given as [offset, hour]. */
function batch(
  records: readonly (readonly [number, number])[],
  nextOffset = (records.at(-1)?.[0] ?? -1) + 1,
  gap?: LogBatch['gap'],
): DecodedBatch {
  const decoded = records.map(([offset, hour]) => ({
    offset,
    appendTime: hour * hourMs,
    outcome: 'used' as const,
    events: [],
    dead: [],
    duplicates: [],
    expressionErrors: 0,
  }));
  const raw = decoded.map(({ offset, appendTime }) => ({ offset, appendTime, key: null, value: null }));
  return {
    batch: {
      topic: 'events',
      partition: 0,
      records: raw,
      nextOffset,
      end: nextOffset,
      endAskedAt: 0,
      done: () => {},
      ...(gap === undefined ? {} : { gap }),
    },
    records: decoded,
  };
}

/** What comes out as text: `first(gap): offsets state`. */
function cut(own: Partial<SliceRules>, batches: readonly DecodedBatch[]): readonly string[] {
  const source = new Subject<DecodedBatch>();
  const slices: { slice: OpenSlice; offsets: number[] }[] = [];
  source.pipe(sliceBy({ ...rules, ...own })).subscribe((slice) => {
    const seen = { slice, offsets: [] as number[] };
    slices.push(seen);
    slice.parts.subscribe((part) => seen.offsets.push(...part.records.map((record) => record.offset)));
  });
  for (const one of batches) source.next(one);
  return slices.map(({ slice, offsets }) => {
    const gap = slice.gap === null ? '' : `(${slice.gap.from}-${slice.gap.below})`;
    return `${slice.first}${gap}: ${offsets.join(' ')} ${slice.state()}`;
  });
}

const run = (from: number, to: number, hour = 0) =>
  Array.from({ length: to - from }, (_, index) => [from + index, hour] as const);

describe('sliceBy', () => {
  it('cuts at multiples and where the append hour becomes later, wherever batches end', () => {
    const records = [...run(0, 4), ...run(4, 13, 1)];
    const expected = ['0: 0 1 2 3 ended', '4: 4 5 6 7 8 9 ended', '10: 10 11 12 open'];
    expect(cut({}, [batch(records)])).toEqual(expected);
    expect(
      cut(
        {},
        records.map((record) => batch([record])),
      ),
    ).toEqual(expected);
  });

  it('takes a multiple that falls into a hole as the first offset', () => {
    expect(
      cut({}, [
        batch([
          [8, 0],
          [12, 0],
        ]),
      ]),
    ).toEqual(['0: 8 ended', '10: 12 open']);
  });

  it('does not cut by time where append times are the producer’s', () => {
    expect(
      cut({ hourCut: false }, [
        batch([
          [0, 0],
          [1, 5],
          [2, 9],
        ]),
      ]),
    ).toEqual(['0: 0 1 2 open']);
  });

  it('folds the slice of the committed record again and leaves what ended before it unpublished', () => {
    const own = { committed: 17 };
    const records = [...run(5, 13), ...run(13, 19, 1)];
    expect(cut(own, [batch(records)])).toEqual(['10: 10 11 12 durable', '13: 13 14 15 16 17 18 open']);
  });

  it('publishes the committed slice again when the next record begins another', () => {
    expect(cut({ committed: 13 }, [batch([...run(8, 13), ...run(13, 15, 1)])])).toEqual([
      '10: 10 11 12 ended',
      '13: 13 14 open',
    ]);
  });

  it('opens a slice for a partition without records, so that it has an as-of', () => {
    expect(cut({}, [batch([], 0), batch(run(0, 2))])).toEqual(['0: 0 1 open']);
    expect(cut({ from: 7, begin: 7 }, [batch([], 7)])).toEqual(['7:  open']);
  });

  it('does not take a batch of holes for the end of the log', () => {
    expect(cut({ committed: 7 }, [batch([], 1), batch(run(1, 9))])).toEqual(['0: 1 2 3 4 5 6 7 8 open']);
    expect(cut({ committed: 7, begin: 3 }, [batch([], 5), batch(run(5, 9))])).toEqual(['7(0-7): 7 8 open']);
  });

  it('begins at the first offset of the generation', () => {
    expect(cut({ from: 7 }, [batch(run(3, 12))])).toEqual(['7: 7 8 9 ended', '10: 10 11 open']);
  });

  it('reports the records that retention took before they were read', () => {
    expect(cut({ committed: 4, begin: 6 }, [batch(run(6, 9))])).toEqual(['6(4-6): 6 7 8 open']);
  });

  it('never folds a slice again whose start is gone: a new one begins at the commit', () => {
    expect(cut({ committed: 6, begin: 3 }, [batch(run(3, 9))])).toEqual(['6(0-6): 6 7 8 open']);
    expect(cut({ committed: 6, begin: 3 }, [batch([...run(3, 5), ...run(5, 9, 1)])])).toEqual(['5: 5 6 7 8 open']);
  });

  it('ends the open slice where retention overtook the reader, and begins anew with the gap', () => {
    const lost = { from: 4, below: 7 };
    expect(cut({}, [batch(run(0, 4)), batch(run(7, 12), 12, lost)])).toEqual([
      '0: 0 1 2 3 ended',
      '7(4-7): 7 8 9 ended',
      '10: 10 11 open',
    ]);
    expect(cut({}, [batch(run(0, 4)), batch([], 20, { from: 4, below: 20 }), batch(run(20, 22))])).toEqual([
      '0: 0 1 2 3 ended',
      '20(4-20): 20 21 open',
    ]);
    expect(cut({}, [batch(run(0, 4)), batch(run(7, 9, 5), 9, lost)])).toEqual(['0: 0 1 2 3 ended', '7(4-7): 7 8 open']);
  });

  it('does not report as lost what an earlier owner published before retention took it', () => {
    const own = { committed: 17 };
    expect(cut(own, [batch(run(8, 12)), batch(run(15, 19), 19, { from: 12, below: 15 })])).toEqual([
      '10: 10 11 durable',
      '17(10-17): 17 18 open',
    ]);
    expect(cut(own, [batch(run(8, 12)), batch(run(25, 27), 27, { from: 12, below: 25 })])).toEqual([
      '10: 10 11 ended',
      '25(17-25): 25 26 open',
    ]);
    expect(cut(own, [batch(run(3, 5)), batch(run(8, 19), 19, { from: 5, below: 8 })])).toEqual([
      '10: 10 11 12 13 14 15 16 17 18 open',
    ]);
  });

  it('is read from the horizon before the slice of the commit, and not before the log', () => {
    expect(readingStart({ ...rules, committed: 37 }, 12)).toBe(18);
    expect(readingStart({ ...rules, committed: 37, begin: 25 }, 12)).toBe(25);
    expect(readingStart({ ...rules, committed: 30 }, 12)).toBe(8);
    expect(readingStart({ ...rules, from: 33, committed: 37 }, 12)).toBe(21);
    expect(readingStart(rules, 12)).toBe(0);
  });
});
