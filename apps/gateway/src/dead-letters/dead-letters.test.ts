import type { DeadLetter } from '@tidewatch/contract/events';
import { RollupsWorld, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { beforeEach, expect, test } from 'vitest';
import { replaySchema } from '../doors/open-dead-letters-doors.ts';
import { parseWith } from '../http/read-query.ts';
import { listDeadLetters } from './list-dead-letters.ts';
import { replayDeadLetters } from './replay-dead-letters.ts';

let world: RollupsWorld;
beforeEach(() => {
  world = new RollupsWorld(worldStartMs);
});

function letter(offset: number, changes: Partial<DeadLetter> = {}): DeadLetter {
  const text = `{"bad":${offset}}`;
  return {
    v: 1,
    topic: 'events',
    partition: offset % 3,
    offset,
    code: 'invalid_data',
    detail: `letter ${offset}`,
    type: null,
    source: null,
    appendedAt: 1_000 + offset,
    key: `k${offset}`,
    value: Buffer.from(text).toString('base64'),
    valueBytes: text.length,
    ...changes,
  };
}

function write(...letters: readonly DeadLetter[]): void {
  letters.forEach((one, index) => world.log.write('dead-letters', index % 2, one));
}

async function allPages(filter: { code?: string; topic?: string }, limit: number): Promise<readonly number[]> {
  const found: number[] = [];
  let after: string | null = null;
  do {
    const page = await listDeadLetters(world.log, filter, after, limit);
    expect(page.deadLetters.length).toBeLessThanOrEqual(limit);
    found.push(...page.deadLetters.map(({ offset }) => offset));
    after = page.next;
  } while (after !== null);
  return found;
}

const offsets = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('they are listed newest first, page by page, each once', async () => {
  write(...offsets(1_001).map((offset) => letter(offset)));
  expect(await allPages({}, 7)).toEqual(offsets(1_001).toReversed());
  expect(await allPages({}, 500)).toEqual(offsets(1_001).toReversed());
  expect(await listDeadLetters(world.log, {}, null, 10)).toMatchObject({ deadLetters: { length: 10 } });
});

test('a filter finds what is far back', async () => {
  write(
    ...offsets(900).map((offset) =>
      letter(offset, offset === 3 ? { code: 'missing_id' } : offset === 5 ? { topic: 'orders' } : {}),
    ),
  );
  expect(await allPages({ code: 'missing_id' }, 10)).toEqual([3]);
  expect(await allPages({ topic: 'orders' }, 1)).toEqual([5]);
  expect(await allPages({ code: 'too_large' }, 10)).toEqual([]);
});

test('told again by a new owner, a dead letter is listed once', async () => {
  write(letter(1), letter(2), letter(1), letter(1));
  expect((await listDeadLetters(world.log, {}, null, 10)).deadLetters.map(({ offset }) => offset)).toEqual([2, 1]);
});

test.each(['x', '1', '1-', '1-2.', "1-2'; drop", '99999999999-1'])('%j is no cursor', async (after) => {
  await expect(listDeadLetters(world.log, {}, after, 10)).rejects.toMatchObject({ code: 'invalid_parameter' });
});

test('records that are no dead letters are passed over', async () => {
  world.log.write('dead-letters', 0, 'nonsense');
  world.log.write('dead-letters', 0, { v: 2 });
  write(letter(1));
  expect(await allPages({}, 10)).toEqual([1]);
});

function replayed(partition: number): readonly (readonly [string, string])[] {
  const decoder = new TextDecoder();
  return world.log
    .recordsOf('events', partition)
    .map(({ key, value }) => [decoder.decode(key ?? new Uint8Array()), decoder.decode(value ?? new Uint8Array())]);
}

test('a replay sends the original bytes to their partition, with the coordinates in the key', async () => {
  write(letter(1), letter(2), letter(4), letter(1));
  const coordinates = [
    { topic: 'events', partition: 1, offset: 1 },
    { topic: 'events', partition: 1, offset: 4 },
    { topic: 'events', partition: 0, offset: 99 },
  ];
  expect(await replayDeadLetters(world.log, { coordinates })).toEqual({
    replayed: 2,
    skipped: [{ topic: 'events', partition: 0, offset: 99, reason: 'there is no such dead letter' }],
  });
  expect(replayed(1)).toEqual(
    [
      ['k4#events/1/4', '{"bad":4}'],
      ['k1#events/1/1', '{"bad":1}'],
    ].toSorted(),
  );
  expect(replayed(2)).toEqual([]);
});

test('a replay by code leaves out what cannot be sent again, and says why', async () => {
  write(
    letter(0),
    letter(1, { code: 'too_large' }),
    letter(2, { topic: 'orders' }),
    letter(3, { value: null }),
    letter(6, { valueBytes: 70_000 }),
  );
  const answer = await replayDeadLetters(world.log, { code: 'invalid_data' });
  expect(answer.replayed).toBe(1);
  expect(answer.skipped.map(({ offset }) => offset).toSorted()).toEqual([2, 3, 6]);
  expect(replayed(0).map(([key]) => key)).toEqual(['k0#events/0/0']);
});

test('what the dead letter had to cut is taken from the log', async () => {
  const long = 'x'.repeat(70_000);
  await world.log.append('events', [{ key: 'k', value: long, partition: 2 }]);
  write(letter(0, { partition: 2, value: Buffer.from(long.slice(0, 65_536)).toString('base64'), valueBytes: 70_000 }));
  expect((await replayDeadLetters(world.log, { code: 'invalid_data' })).replayed).toBe(1);
  expect(replayed(2)[1]?.[1]).toBe(long);
});

test('a replay by a code that there is not names those that there are', () => {
  expect(() => parseWith(replaySchema, { code: 'typo' })).toThrow(/^code must be one of invalid_utf8, .* not "typo"/);
});
