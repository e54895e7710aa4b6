import { describe, expect, it } from 'vitest';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import type { LogBatch } from '@tidewatch/core/ports/event-log';
import { flushWhenDue, type Flush } from './flush-when-due.ts';

const everyMs = 1_000;

function world() {
  const scheduler = new VirtualTimeScheduler();
  const source = new Subject<LogBatch>();
  const flushes: { at: number; items: readonly number[]; nextOffset: number; done: () => void }[] = [];
  const done: number[] = [];
  let items: number[] = [];
  const gathering = {
    get full() {
      return items.length >= 3;
    },
    add: ({ nextOffset }: LogBatch) => void items.push(nextOffset),
    take() {
      const taken = items;
      items = [];
      return taken;
    },
  };
  const subscription = source
    .pipe(flushWhenDue(gathering, (batch) => batch, everyMs, scheduler))
    .subscribe((flush: Flush<readonly number[]>) => flushes.push({ at: scheduler.now(), ...flush }));
  const send = (nextOffset: number) =>
    source.next({
      topic: 't',
      partition: 0,
      records: [],
      nextOffset,
      end: 100,
      endAskedAt: 0,
      done: () => void done.push(nextOffset),
    });
  const run = (ms: number) => {
    scheduler.maxFrames = scheduler.now() + ms;
    scheduler.flush();
    scheduler.frame = scheduler.maxFrames;
  };
  return { send, run, flushes, done, subscription, source };
}

describe('flushWhenDue', () => {
  it('flushes what came since the first batch, after the interval', () => {
    const { send, run, flushes, done } = world();
    send(1);
    run(400);
    send(2);
    expect(done).toEqual([1, 2]);
    run(599);
    expect(flushes).toEqual([]);
    run(1);
    expect(flushes).toMatchObject([{ at: 1_000, items: [1, 2], nextOffset: 2 }]);
  });

  it('flushes at once when full, and makes the log wait while a flush is under way', () => {
    const { send, flushes, done } = world();
    for (const offset of [1, 2, 3]) send(offset);
    expect(flushes).toMatchObject([{ items: [1, 2, 3] }]);
    expect(done).toEqual([1, 2, 3]);
    for (const offset of [4, 5, 6]) send(offset);
    expect(flushes).toHaveLength(1);
    expect(done).toEqual([1, 2, 3, 4, 5]);
    flushes[0]!.done();
    expect(flushes).toMatchObject([{}, { items: [4, 5, 6], nextOffset: 6 }]);
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('waits a whole interval after a flush that took long', () => {
    const { send, run, flushes } = world();
    send(1);
    run(1_000);
    send(2);
    run(5_000);
    expect(flushes).toHaveLength(1);
    flushes[0]!.done();
    run(999);
    expect(flushes).toHaveLength(1);
    run(1);
    expect(flushes).toMatchObject([{}, { items: [2] }]);
  });

  it('sleeps while nothing is new', () => {
    const { send, run, flushes, done } = world();
    send(1);
    run(1_000);
    flushes[0]!.done();
    send(1);
    run(10_000);
    expect(flushes).toHaveLength(1);
    expect(done).toEqual([1, 1]);
  });

  it('flushes offsets without items: what was left out is committed too', () => {
    const { send, run, flushes } = world();
    send(1);
    run(1_000);
    flushes[0]!.done();
    send(2);
    run(1_000);
    expect(flushes[1]).toMatchObject({ nextOffset: 2 });
  });

  it('drops what is held when the partition is taken away', () => {
    const { send, run, flushes, source, subscription } = world();
    send(1);
    source.complete();
    run(5_000);
    expect(flushes).toEqual([]);
    expect(subscription.closed).toBe(true);
  });
});
