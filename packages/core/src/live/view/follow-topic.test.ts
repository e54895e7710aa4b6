import { of } from 'rxjs';
import { expect, test } from 'vitest';
import type { LogBatch } from '../../ports/event-log.ts';
import { followTopic } from './follow-topic.ts';

const empty = { topic: 'alerts', partition: 0, records: [], end: 9, endAskedAt: 0, done: () => undefined };

async function startsOf(startAt?: () => number): Promise<readonly ReadonlyMap<number, number>[]> {
  const starts: ReadonlyMap<number, number>[] = [];
  const log = {
    offsets: async () => [{ partition: 0, begin: 2, end: 9 }],
    tail: (_: string, from: ReadonlyMap<number, number>) => {
      starts.push(from);
      return of<LogBatch>({ ...empty, nextOffset: 9 });
    },
  };
  const follower = { begin: () => undefined, take: () => undefined };
  const { caughtUp, stop } = await followTopic(
    log,
    'alerts',
    startAt === undefined ? follower : { ...follower, startAt },
  );
  await caughtUp;
  stop();
  return starts;
}

test('a topic is read from where the follower says, else from its beginning', async () => {
  expect(await startsOf(() => 7)).toEqual([new Map([[0, 7]])]);
  expect(await startsOf()).toEqual([new Map([[0, 2]])]);
});
