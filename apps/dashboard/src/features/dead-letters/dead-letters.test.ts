// @vitest-environment happy-dom
import type { DeadLetter } from '@tidewatch/contract/events';
import { effectScope, shallowRef } from 'vue';
import { afterEach, expect, it, vi } from 'vitest';
import { appendPage, canReplay, recordsOf, skippedReasons } from './dead-letter-list.ts';
import { useDeadLetters } from './use-dead-letters.ts';

const letter = (offset: number, changes: Partial<DeadLetter> = {}): DeadLetter => ({
  v: 1,
  topic: 'events',
  partition: 1,
  offset,
  code: 'invalid_data',
  detail: 'amount is no number',
  type: 'order.placed',
  source: 'shop',
  appendedAt: 1_000 + offset,
  key: null,
  value: null,
  valueBytes: 20,
  ...changes,
});

it('offers to send again only what can be', () => {
  expect(canReplay(letter(1))).toBe(true);
  expect(canReplay(letter(1, { topic: 'pg.public.orders' }))).toBe(false);
  expect(canReplay(letter(1, { valueBytes: 0 }))).toBe(false);
  expect(canReplay(letter(1, { code: 'too_large' }))).toBe(false);
});

it('sends a record once, however many events of it died', () => {
  expect(recordsOf([letter(1), letter(1, { detail: 'city is missing' }), letter(2)])).toEqual([
    { topic: 'events', partition: 1, offset: 1 },
    { topic: 'events', partition: 1, offset: 2 },
  ]);
});

it('lists what two pages tell once', () => {
  expect(appendPage([letter(3), letter(2)], [letter(2), letter(1)]).map(({ offset }) => offset)).toEqual([3, 2, 1]);
});

it('gathers why some were left out', () => {
  const place = { topic: 'events', partition: 0, offset: 0 };
  const skipped = ['gone', 'foreign', 'gone'].map((reason) => ({ ...place, reason }));
  expect(skippedReasons({ replayed: 0, skipped })).toEqual([
    ['gone', 2],
    ['foreign', 1],
  ]);
});

afterEach(() => vi.unstubAllGlobals());

it('loads a reason page by page, and keeps the list while it asks again or the server is away', async () => {
  const asked: string[] = [];
  const pages: Record<string, unknown> = {
    '/v1/dead-letters?limit=50': { deadLetters: [letter(3)], next: '0-3' },
    '/v1/dead-letters?limit=50&after=0-3': { deadLetters: [letter(2)], next: null },
    '/v1/dead-letters?limit=50&code=invalid_json': { deadLetters: [], next: null },
  };
  let away = false;
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    if (away) throw new TypeError('no connection');
    return { ok: true, json: async () => pages[path] };
  });
  const scope = effectScope();
  const code = shallowRef<string | null>(null);
  const letters = scope.run(() => useDeadLetters(() => code.value));
  if (letters === undefined) throw new Error('the scope has ended');
  const offsets = () => letters.list.value.letters.map(({ offset }) => offset);
  await vi.waitFor(() => expect(letters.list.value.state).toBe('done'));
  await letters.more();
  expect(offsets()).toEqual([3, 2]);
  away = true;
  await letters.load();
  expect(letters.list.value.state).toBe('failed');
  expect(offsets()).toEqual([3, 2]);
  away = false;
  code.value = 'invalid_json';
  await vi.waitFor(() => expect(letters.list.value.state).toBe('done'));
  expect(offsets()).toEqual([]);
  expect(asked.at(-1)).toBe('/v1/dead-letters?limit=50&code=invalid_json');
  scope.stop();
});
