import type { Series, SeriesAnswer } from '@tidewatch/contract/queries';
import { expect, it } from 'vitest';
import { groupRows, groupsFilter } from './group-rows.ts';

const series = (city: string, total: number | null): Series => ({ group: { city }, points: [], total });
const answer = (now: readonly Series[], before: readonly Series[] = []): SeriesAnswer => ({
  metric: 'm',
  unit: null,
  step: '1h',
  tz: 'UTC',
  from: 0,
  to: 1,
  asOf: 1,
  series: now,
  compare: before.map((one) => ({ ...one, shiftMs: 1 })),
  truncated: false,
  history: 'available',
});
const count = { unit: null, good: 'down', measure: 'count' } as const;

it('puts what other metrics say of the same groups beside the first', () => {
  const rows = groupRows(
    [
      answer([series('b', 20), series('a', 90), series('(other)', 7)], [series('a', 10)]),
      answer([series('a', 3), series('z', 9), series('(other)', 2)]),
    ],
    [count, count],
    'city',
    5,
  );
  expect(rows.map(({ key, cells }) => [key, ...cells.map(({ value }) => value)])).toEqual([
    ['a', 90, 3],
    ['b', 20, null],
    ['(other)', 7, null],
  ]);
  expect(rows[0]?.cells[0]?.change?.worse).toBe(true);
});

it('asks others for the groups that are shown, while they are few', () => {
  const rows = [{ key: 'b' }, { key: '(other)' }, { key: 'a:x' }];
  expect(groupsFilter(rows, 'city', 2)).toEqual(['city:a:x', 'city:b']);
  expect(groupsFilter(rows, 'city', 1)).toBeNull();
});
