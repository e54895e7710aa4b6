import type { Catalog, Metric } from '@tidewatch/contract/catalog/catalog';
import { hourMs, minuteMs, suiteMetrics, suiteStartMs } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { beforeEach, expect, test } from 'vitest';
import { catalog, cell, SeriesWorld, values } from './series-world.fixture.ts';

const { orders, value, wait, patients, delay } = suiteMetrics;

let world: SeriesWorld;
beforeEach(() => {
  world = new SeriesWorld();
});

test('nothing is zero between the first window and as-of, and null outside', async () => {
  await world.fill(1, [cell(orders, 1, 'a', null, null), cell(orders, 3, 'a', null)]);
  world.asOf = suiteStartMs + 3.5 * minuteMs;
  const [series] = (await world.ask({ metric: 'orders' })).series;
  expect(values(series?.points)).toEqual([null, 2, 0, 1, null]);
  expect(series?.total).toBe(3);
  world.asOf = null;
  expect(values((await world.ask({ metric: 'orders' })).series[0]?.points)).toEqual([null, 2, null, 1, null]);
});

test('data long before the range makes its empty start zero, whatever the filter', async () => {
  const old = cell(orders, -40 * 60, 'a', null);
  await world.fill(1, [old, { ...old, grain: '1h' }, cell(orders, 2, 'a', null)]);
  expect(values((await world.ask({ metric: 'orders', where: ['merchant:b'] })).series[0]?.points)).toEqual([
    0, 0, 0, 0, 0,
  ]);
  expect(
    values((await world.ask({ metric: 'orders', to: String(suiteStartMs + minuteMs) })).series[0]?.points),
  ).toEqual([0]);
});

test('an average of nothing is null, also between two that are not', async () => {
  await world.fill(1, [cell(wait, 0, 'a', 2, 4), cell(wait, 2, 'a', 5)]);
  const [series] = (await world.ask({ metric: 'wait' })).series;
  expect(values(series?.points)).toEqual([3, null, 5, null, null]);
  expect(series?.total).toBeCloseTo(11 / 3, 12);
});

test('money is read in major units, distinct and quantiles merge, a stat can be chosen', async () => {
  await world.fill(1, [
    cell(value, 0, 'a', 1_250),
    cell(patients, 0, 'a', 'p1', 'p2'),
    cell(patients, 1, 'b', 'p2'),
    cell(delay, 0, 'a', ...Array.from({ length: 100 }, (_, index) => index + 1)),
  ]);
  expect((await world.ask({ metric: 'value' })).series[0]?.total).toBe(12.5);
  expect((await world.ask({ metric: 'patients' })).series[0]).toMatchObject({
    total: 2,
    points: { 0: [suiteStartMs, 2], 1: [suiteStartMs + minuteMs, 1] },
  });
  expect((await world.ask({ metric: 'delay' })).series[0]?.total).toBeCloseTo(50, -1);
  expect((await world.ask({ metric: 'delay', stat: 'p99' })).series[0]?.total).toBeGreaterThan(90);
});

test('beyond the limit there is one series of others, whose total is their merge', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  await world.fill(
    1,
    names.flatMap((name, rank) => [
      cell(orders, 0, name, ...Array.from({ length: 5 - rank }, () => null)),
      cell(patients, rank % 3, name, 'same', `only ${name}`),
    ]),
  );
  const answer = await world.ask({ metric: 'orders', by: ['merchant'], limit: 2 });
  expect(answer.series.map(({ group, total }) => [group['merchant'], total])).toEqual([
    ['a', 5],
    ['b', 4],
    ['(other)', 6],
  ]);
  expect(answer.truncated).toBe(false);
  const distinct = await world.ask({ metric: 'patients', by: ['merchant'], limit: 2, order: 'group' });
  expect(distinct.series.map(({ group, total }) => [group['merchant'], total])).toEqual([
    ['a', 2],
    ['b', 2],
    ['(other)', 4],
  ]);
  expect(
    (await world.ask({ metric: 'orders', by: ['merchant'], limit: 2, order: 'total' })).series.map(
      ({ group }) => group['merchant'],
    ),
  ).toEqual(['e', 'd', '(other)']);
});

test('with many groups only those that are shown are read, to the same answer', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `m${String(index).padStart(2, '0')}`);
  await world.fill(
    1,
    names.flatMap((name, rank) =>
      [0, 1, 2].map((minute) =>
        cell(orders, minute, name, ...Array.from({ length: 1 + ((rank * 7) % 13) }, () => null)),
      ),
    ),
  );
  const whole = await world.ask({ metric: 'orders', by: ['merchant'], limit: 3 });
  const bounds: number[] = [];
  const series = world.store.series.bind(world.store);
  world.store.series = (query, access) => {
    bounds.push(query.only?.length ?? -1);
    return series(query, access);
  };
  world.allStatesMax = 10;
  expect(await world.ask({ metric: 'orders', by: ['merchant'], limit: 3 })).toEqual(whole);
  expect(bounds).toContain(3);
});

test('more groups than memory may hold are too wide, also in a single point', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `m${index}`);
  await world.fill(
    1,
    names.map((name) => cell(orders, 0, name, null)),
  );
  world.statesMax = 11;
  const query = { metric: 'orders', by: ['merchant'], limit: 3 };
  await expect(world.ask({ ...query, step: '1h' })).rejects.toMatchObject({ code: 'query_too_wide' });
  world.statesMax = 12;
  expect((await world.ask({ ...query, step: '1h' })).series).toHaveLength(4);
});

test('a formula is worked out after its inputs were merged; x/0 is null', async () => {
  await world.fill(1, [
    cell(orders, 0, 'a', null, null),
    cell(orders, 1, 'a', null),
    cell(value, 0, 'a', 300, 500),
    cell(value, 2, 'b', 100),
  ]);
  const [total] = (await world.ask({ metric: 'mean_value' })).series;
  expect(values(total?.points)).toEqual([4, 0, null, null, null]);
  expect(total?.total).toBe(3);
  const groups = await world.ask({ metric: 'mean_value', by: ['merchant'] });
  expect(groups.series.map(({ group, total: sum }) => [group['merchant'], sum])).toEqual([
    ['a', 8 / 3],
    ['b', null],
  ]);
  expect(values((await world.ask({ metric: 'spare' })).series[0]?.points)).toEqual([-14, 1, -2, 0, 0]);
});

test('slices of earlier definitions count while they can be merged: same dimensions, measure and unit', async () => {
  const change = (changes: Partial<Metric>): Catalog => ({
    ...catalog,
    metrics: catalog.metrics.map((metric) => (metric.metric === 'orders' ? { ...metric, ...changes } : metric)),
  });
  await world.fill(1, [cell(orders, 0, 'a', null, null)]);
  await world.fill(2, [cell(orders, 1, 'a', null)]);
  for (const [changes, total] of [
    [{ where: 'event.data.reason != "test"', title: 'Other' }, 3],
    [{ by: ['merchant'] }, 1],
    [{ scale: 100 }, 1],
  ] as const) {
    world.catalogs = [change(changes), catalog];
    expect((await world.ask({ metric: 'orders' })).series[0]?.total).toBe(total);
  }
});

test('each generation is read by the grains that it has', async () => {
  const hourly: Catalog = {
    ...catalog,
    metrics: catalog.metrics.map((metric) =>
      metric.metric === 'orders' ? { ...metric, grains: metric.grains.slice(0, 1) } : metric,
    ),
  };
  await world.fill(1, [cell(orders, 0, 'a', null, null)]);
  await world.fill(2, [{ ...cell(orders, 60, 'a', null), grain: '1h' }]);
  world.catalogs = [hourly, catalog];
  const answer = await world.ask({ metric: 'orders', to: String(suiteStartMs + 2 * hourMs), step: '1h' });
  expect(values(answer.series[0]?.points)).toEqual([2, 1]);
});

test('without the store there is no history, and nobody is told otherwise', async () => {
  await world.fill(1, [cell(orders, 0, 'a', null)]);
  world.store.away = true;
  const answer = await world.ask({ metric: 'orders' });
  expect(answer.history).toBe('unavailable');
  expect(values(answer.series[0]?.points)).toEqual([null, null, null, null, null]);
});
