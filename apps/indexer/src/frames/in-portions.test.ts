import type { LogBatch } from '@tidewatch/core/ports/event-log';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inPortions } from './in-portions.ts';

function batchOf(first: number, bytes: readonly number[], done: () => void): LogBatch {
  const records = bytes.map((length, index) => ({
    offset: first + index,
    appendTime: 0,
    key: null,
    value: new Uint8Array(length),
  }));
  const nextOffset = first + bytes.length + 1;
  return { topic: 'rollups', partition: 0, records, nextOffset, end: 100, endAskedAt: 0, done };
}

function portionsFrom(source: Subject<LogBatch>): LogBatch[] {
  const portions: LogBatch[] = [];
  source.pipe(inPortions(10)).subscribe((portion) => portions.push(portion));
  return portions;
}

const offsetsOf = ({ records }: LogBatch): number[] => records.map(({ offset }) => offset);

describe('inPortions', () => {
  it('passes a portion on when the one before is done, and the batch is done with its last', () => {
    const source = new Subject<LogBatch>();
    const portions = portionsFrom(source);
    const done: string[] = [];
    source.next(batchOf(0, [4, 6, 30, 1], () => done.push('first')));
    source.next(batchOf(5, [2], () => done.push('second')));
    expect(portions.map(offsetsOf)).toEqual([[0, 1]]);
    portions[0]!.done();
    portions[1]!.done();
    expect(portions.map(offsetsOf)).toEqual([[0, 1], [2], [3]]);
    expect(done).toEqual([]);
    portions[2]!.done();
    expect(done).toEqual(['first']);
    portions[3]!.done();
    expect(done).toEqual(['first', 'second']);
    // The last one ends where the batch does: the log may have holes.
    expect(portions.map(({ nextOffset }) => nextOffset)).toEqual([2, 3, 5, 7]);
  });

  it('passes batches without records on', () => {
    const source = new Subject<LogBatch>();
    const portions = portionsFrom(source);
    source.next(batchOf(3, [], () => undefined));
    expect(portions.map(offsetsOf)).toEqual([[]]);
  });

  it('ends with its source, also while a portion is not done', () => {
    const source = new Subject<LogBatch>();
    let ended = false;
    source.pipe(inPortions(10)).subscribe({ complete: () => (ended = true) });
    source.next(batchOf(0, [20, 20], () => undefined));
    source.complete();
    expect(ended).toBe(true);
  });
});
