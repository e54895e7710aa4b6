import { Subject, VirtualTimeScheduler } from 'rxjs';
import type { FoldedSlice } from '@tidewatch/core/stream/fold-into-partials';
import { Flow } from '@tidewatch/core/stream/flow';
import { defaultTicks, framesOfChanges } from '@tidewatch/core/stream/frames-of-changes';
import { expect, test } from 'vitest';

/** Gives a partition an event each `everyMs` from `fromMs` on, for two seconds; answers when it publishes. */
function publications(scheduler: VirtualTimeScheduler, partition: number, fromMs: number, everyMs: number): number[] {
  const slices = new Subject<FoldedSlice>();
  const publishedAt: number[] = [];
  const flow = new Flow();
  const identity = { generation: 1, topic: 'events', epoch: 0, partition };
  slices.pipe(framesOfChanges(identity, { ...defaultTicks, scheduler, flow })).subscribe(() => {
    publishedAt.push(scheduler.now());
    flow.end();
  });
  let through = 0;
  const arrive = (): void => {
    through += 1;
    slices.next({
      slice: { first: 0, publishFrom: 0, gap: null, state: () => 'open' },
      fold: { cells: [], counters: {} },
      deadLetters: [],
      through,
      nextOffset: through + 1,
      lastAppendTime: scheduler.now(),
      end: through + 1,
      endAskedAt: scheduler.now(),
      done: () => undefined,
    } as unknown as FoldedSlice);
    if (scheduler.now() < fromMs + 2_000) scheduler.schedule(arrive, everyMs);
  };
  scheduler.schedule(arrive, fromMs);
  return publishedAt;
}

test('the first event is published at once, and then all partitions tick together', () => {
  const scheduler = new VirtualTimeScheduler(undefined, 2_000);
  const [one, other] = [publications(scheduler, 0, 30, 10), publications(scheduler, 1, 110, 15)];
  scheduler.flush();
  expect(one).toEqual([30, 200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800, 2_000]);
  expect(other).toEqual([110, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800, 2_000]);
});
