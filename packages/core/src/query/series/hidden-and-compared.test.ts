import { hourMs, minuteMs, suiteMetrics, suiteStartMs } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { beforeEach, expect, test } from 'vitest';
import { cell, SeriesWorld, values } from './series-world.fixture.ts';

const { orders, value } = suiteMetrics;

let world: SeriesWorld;
beforeEach(() => {
  world = new SeriesWorld();
});

test('a group that is missing beside (other) has no ratio: it may be hidden there', async () => {
  await world.fill(1, [
    cell(orders, 0, 'a', null),
    cell(orders, 0, '(other)', null, null),
    cell(value, 0, 'a', 100),
    cell(value, 0, 'b', 200),
    cell(value, 1, 'b', 200),
    cell(orders, 1, 'a', null),
  ]);
  const answer = await world.ask({ metric: 'spare', by: ['merchant'], order: 'group' });
  expect(answer.truncated).toBe(true);
  const byName = Object.fromEntries(
    answer.series.map(({ group, points }) => [group['merchant'], values(points).slice(0, 2)]),
  );
  expect(byName['b']).toEqual([null, -4]);
  expect(byName['a']).toEqual([-1, 1]);
});

test.each(['the store', 'memory'])(
  'a filter tells of (other) in %s, where what it asks for may hide',
  async (place) => {
    const hidden = [cell(orders, 0, '(other)', null, null)];
    await world.fill(1, [
      cell(orders, 0, 'a', null),
      cell(orders, 1, 'a', null),
      cell(value, 0, 'b', 200),
      cell(value, 1, 'b', 200),
      ...(place === 'memory' ? [] : hidden),
    ]);
    if (place === 'memory') world.fillMemory(hidden);
    const ofA = await world.ask({ metric: 'orders', where: ['merchant:a'] });
    expect([ofA.truncated, ofA.series[0]?.total], 'at least so many').toEqual([true, 1 + 1]);
    expect((await world.ask({ metric: 'orders', by: ['city'], where: ['merchant:a'] })).truncated).toBe(true);
    expect((await world.ask({ metric: 'orders' })).truncated, 'the total holds all').toBe(false);
    expect((await world.ask({ metric: 'orders', where: ['merchant:(other)'] })).truncated).toBe(false);
    const later = { from: String(suiteStartMs + minuteMs), where: ['merchant:a'] };
    expect((await world.ask({ metric: 'orders', ...later })).truncated, 'nothing hides there').toBe(false);
    const rate = await world.ask({ metric: 'spare', where: ['merchant:b'] });
    expect([rate.truncated, values(rate.series[0]?.points).slice(0, 2), rate.series[0]?.total]).toEqual([
      true,
      [null, -4],
      null,
    ]);
    const mine = await world.ask({ metric: 'orders', where: [] }, { rows: { merchant: ['b'] }, showPii: false });
    expect([mine.truncated, mine.series[0]?.total], 'rows of the caller are a filter too').toEqual([true, 0]);
  },
);

test('compare has the same groups with its own times, and tells of (other) in its own range', async () => {
  await world.fill(1, [
    cell(orders, 0, 'a', null),
    cell(orders, -60, 'a', null, null),
    cell(orders, -58, 'b', null),
    cell(orders, -58, '(other)', null),
  ]);
  const answer = await world.ask({ metric: 'orders', by: ['merchant'], compare: '1h' });
  expect(answer.series.map(({ group, total }) => [group['merchant'], total])).toEqual([
    ['a', 1],
    ['(other)', 0],
  ]);
  expect(answer.compare?.map(({ group, total, shiftMs }) => [group['merchant'], total, shiftMs])).toEqual([
    ['a', 2, hourMs],
    ['(other)', 2, hourMs],
  ]);
  expect(answer.compare?.[0]?.points[0]).toEqual([suiteStartMs - hourMs, 2]);
  expect(answer.truncated).toBe(true);
  const fewer = await world.ask({ metric: 'orders', by: ['merchant'], compare: '2h' });
  expect([fewer.series, fewer.compare].map((series) => series?.map(({ group }) => group['merchant']))).toEqual([
    ['a'],
    ['a'],
  ]);
});
