import type { Catalog, Formula, Metric } from '@tidewatch/contract/catalog/catalog';
import { seriesQuerySchema, type Point, type SeriesAnswer, type SeriesQueryInput } from '@tidewatch/contract/queries';
import { ModelStore } from '@tidewatch/testkit/live-world/model-store';
import {
  hourMs,
  minuteMs,
  suiteCatalog,
  suiteMetrics,
  suiteStartMs,
} from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { allSlices, writeOf, type CellPlan } from '@tidewatch/testkit/metric-store-suite/model/writes';
import { beforeEach, expect, test } from 'vitest';
import { planSeries } from '../plan/plan-series.ts';
import { FirstData } from '../read/first-data.ts';
import type { SeriesSource } from '../read/series-source.ts';
import { readSeries } from './read-series.ts';

const { orders, value, wait, patients, delay } = suiteMetrics;
const now = suiteStartMs + 12 * hourMs;

function formula(metric: string, text: string, inputs: readonly string[]): Formula {
  const { title, description, owner, unit, good, target, by } = orders;
  return { metric, title, description, owner, unit, good, target, formula: text, inputs, by };
}

const catalog: Catalog = {
  ...suiteCatalog,
  formulas: [
    formula('mean_value', 'value / orders', ['value', 'orders']),
    formula('spare', 'orders - 2 * value', ['orders', 'value']),
  ],
};

let store: ModelStore;
let asOf: number | null;
let catalogs: readonly Catalog[];
beforeEach(() => {
  store = new ModelStore();
  asOf = now;
  catalogs = [catalog];
});

async function fill(generation: number, cells: readonly CellPlan[]): Promise<void> {
  store.upsert([writeOf({ generation }, cells)]);
  await store.refresh();
}

/** One event each: a metric, minutes after the start, a merchant, what the measure takes. */
function cell(
  metric: Metric,
  minute: number,
  merchant: string,
  ...inputs: readonly (number | string | null)[]
): CellPlan {
  const window = suiteStartMs + minute * minuteMs;
  return {
    metric,
    window,
    group: merchant === '(other)' ? ['(other)', '(other)', '(other)'] : [merchant, 'c', 'r'],
    through: 5,
    inputs,
  };
}

async function ask(input: Partial<SeriesQueryInput> & { metric: string }): Promise<SeriesAnswer> {
  const ranges = catalogs.flatMap((_, index) => allSlices(index + 1));
  const source: SeriesSource = {
    catalog: catalogs.at(-1) ?? null,
    catalogOf: (generation) => catalogs[generation - 1] ?? null,
    pin: () => ({
      boot: 1,
      moves: 0,
      movedAt: now,
      cutoff: Number.NEGATIVE_INFINITY,
      sealedRanges: ranges,
      allRanges: ranges,
      slices: [],
    }),
    slices: () => [],
    asOfMetric: () => asOf,
    history: 'available',
  };
  const range = { from: String(suiteStartMs), to: String(suiteStartMs + 5 * minuteMs), step: '1m' };
  const plan = planSeries(seriesQuerySchema.parse({ ...range, ...input }), catalogs.at(-1) ?? catalog);
  const parts = { source, store, firstData: new FirstData(source, store), statesMax: 500_000 };
  return readSeries(plan, { rows: {}, showPii: false }, parts, now);
}

const values = (points: readonly Point[] | undefined): readonly (number | null)[] =>
  (points ?? []).map(([, number]) => number);

test('nothing is zero between the first window and as-of, and null outside', async () => {
  await fill(1, [cell(orders, 1, 'a', null, null), cell(orders, 3, 'a', null)]);
  asOf = suiteStartMs + 3.5 * minuteMs;
  const [series] = (await ask({ metric: 'orders' })).series;
  expect(values(series?.points)).toEqual([null, 2, 0, 1, null]);
  expect(series?.total).toBe(3);
  asOf = null;
  expect(values((await ask({ metric: 'orders' })).series[0]?.points)).toEqual([null, 2, null, 1, null]);
});

test('data long before the range makes its empty start zero, whatever the filter', async () => {
  const old = cell(orders, -40 * 60, 'a', null);
  await fill(1, [old, { ...old, grain: '1h' }, cell(orders, 2, 'a', null)]);
  expect(values((await ask({ metric: 'orders', where: ['merchant:b'] })).series[0]?.points)).toEqual([0, 0, 0, 0, 0]);
  expect(values((await ask({ metric: 'orders', to: String(suiteStartMs + minuteMs) })).series[0]?.points)).toEqual([0]);
});

test('an average of nothing is null, also between two that are not', async () => {
  await fill(1, [cell(wait, 0, 'a', 2, 4), cell(wait, 2, 'a', 5)]);
  const [series] = (await ask({ metric: 'wait' })).series;
  expect(values(series?.points)).toEqual([3, null, 5, null, null]);
  expect(series?.total).toBeCloseTo(11 / 3, 12);
});

test('money is read in major units, distinct and quantiles merge, a stat can be chosen', async () => {
  await fill(1, [
    cell(value, 0, 'a', 1_250),
    cell(patients, 0, 'a', 'p1', 'p2'),
    cell(patients, 1, 'b', 'p2'),
    cell(delay, 0, 'a', ...Array.from({ length: 100 }, (_, index) => index + 1)),
  ]);
  expect((await ask({ metric: 'value' })).series[0]?.total).toBe(12.5);
  expect((await ask({ metric: 'patients' })).series[0]).toMatchObject({
    total: 2,
    points: { 0: [suiteStartMs, 2], 1: [suiteStartMs + minuteMs, 1] },
  });
  expect((await ask({ metric: 'delay' })).series[0]?.total).toBeCloseTo(50, -1);
  expect((await ask({ metric: 'delay', stat: 'p99' })).series[0]?.total).toBeGreaterThan(90);
});

test('beyond the limit there is one series of others, whose total is their merge', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  await fill(
    1,
    names.flatMap((name, rank) => [
      cell(orders, 0, name, ...Array.from({ length: 5 - rank }, () => null)),
      cell(patients, rank % 3, name, 'same', `only ${name}`),
    ]),
  );
  const answer = await ask({ metric: 'orders', by: ['merchant'], limit: 2 });
  expect(answer.series.map(({ group, total }) => [group['merchant'], total])).toEqual([
    ['a', 5],
    ['b', 4],
    ['(other)', 6],
  ]);
  expect(answer.truncated).toBe(false);
  const distinct = await ask({ metric: 'patients', by: ['merchant'], limit: 2, order: 'group' });
  expect(distinct.series.map(({ group, total }) => [group['merchant'], total])).toEqual([
    ['a', 2],
    ['b', 2],
    ['(other)', 4],
  ]);
  expect(
    (await ask({ metric: 'orders', by: ['merchant'], limit: 2, order: 'total' })).series.map(
      ({ group }) => group['merchant'],
    ),
  ).toEqual(['e', 'd', '(other)']);
});

test('with many groups only those that are shown are read, to the same answer', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `m${String(index).padStart(2, '0')}`);
  await fill(
    1,
    names.flatMap((name, rank) =>
      [0, 1, 2].map((minute) =>
        cell(orders, minute, name, ...Array.from({ length: 1 + ((rank * 7) % 13) }, () => null)),
      ),
    ),
  );
  const whole = await ask({ metric: 'orders', by: ['merchant'], limit: 3 });
  const bounds: number[] = [];
  const series = store.series.bind(store);
  store.series = (query, access) => {
    bounds.push(query.only?.length ?? -1);
    return series(query, access);
  };
  const ranges = allSlices(1);
  const source: SeriesSource = {
    catalog,
    catalogOf: () => catalog,
    pin: () => ({
      boot: 1,
      moves: 0,
      movedAt: now,
      cutoff: Number.NEGATIVE_INFINITY,
      sealedRanges: ranges,
      allRanges: ranges,
      slices: [],
    }),
    slices: () => [],
    asOfMetric: () => asOf,
    history: 'available',
  };
  const plan = planSeries(
    seriesQuerySchema.parse({
      metric: 'orders',
      from: String(suiteStartMs),
      to: String(suiteStartMs + 5 * minuteMs),
      step: '1m',
      by: ['merchant'],
      limit: 3,
    }),
    catalog,
  );
  const parts = { source, store, firstData: new FirstData(source, store), statesMax: 500_000, allStatesMax: 10 };
  expect(await readSeries(plan, { rows: {}, showPii: false }, parts, now)).toEqual(whole);
  expect(bounds).toContain(3);
});

test('a formula is worked out after its inputs were merged; x/0 is null', async () => {
  await fill(1, [
    cell(orders, 0, 'a', null, null),
    cell(orders, 1, 'a', null),
    cell(value, 0, 'a', 300, 500),
    cell(value, 2, 'b', 100),
  ]);
  const [total] = (await ask({ metric: 'mean_value' })).series;
  expect(values(total?.points)).toEqual([4, 0, null, null, null]);
  expect(total?.total).toBe(3);
  const groups = await ask({ metric: 'mean_value', by: ['merchant'] });
  expect(groups.series.map(({ group, total: sum }) => [group['merchant'], sum])).toEqual([
    ['a', 8 / 3],
    ['b', null],
  ]);
  expect(values((await ask({ metric: 'spare' })).series[0]?.points)).toEqual([-14, 1, -2, 0, 0]);
});

test('a group that is missing beside (other) has no ratio: it may be hidden there', async () => {
  await fill(1, [
    cell(orders, 0, 'a', null),
    cell(orders, 0, '(other)', null, null),
    cell(value, 0, 'a', 100),
    cell(value, 0, 'b', 200),
    cell(value, 1, 'b', 200),
    cell(orders, 1, 'a', null),
  ]);
  const answer = await ask({ metric: 'spare', by: ['merchant'], order: 'group' });
  expect(answer.truncated).toBe(true);
  const byName = Object.fromEntries(
    answer.series.map(({ group, points }) => [group['merchant'], values(points).slice(0, 2)]),
  );
  expect(byName['b']).toEqual([null, -4]);
  expect(byName['a']).toEqual([-1, 1]);
});

test('compare has the same shape with its own times', async () => {
  await fill(1, [cell(orders, 0, 'a', null), cell(orders, -60, 'a', null, null), cell(orders, -58, 'b', null)]);
  const answer = await ask({ metric: 'orders', by: ['merchant'], compare: '1h' });
  expect(answer.compare?.map(({ group, total, shiftMs }) => [group['merchant'], total, shiftMs])).toEqual([
    ['a', 2, hourMs],
    ['(other)', 1, hourMs],
  ]);
  expect(answer.compare?.[0]?.points[0]).toEqual([suiteStartMs - hourMs, 2]);
});

test('slices of earlier definitions count while they can be merged: same dimensions, measure and unit', async () => {
  const change = (changes: Partial<Metric>): Catalog => ({
    ...catalog,
    metrics: catalog.metrics.map((metric) => (metric.metric === 'orders' ? { ...metric, ...changes } : metric)),
  });
  await fill(1, [cell(orders, 0, 'a', null, null)]);
  await fill(2, [cell(orders, 1, 'a', null)]);
  for (const [changes, total] of [
    [{ where: 'event.data.reason != "test"', title: 'Other' }, 3],
    [{ by: ['merchant'] }, 1],
    [{ scale: 100 }, 1],
  ] as const) {
    catalogs = [change(changes), catalog];
    expect((await ask({ metric: 'orders' })).series[0]?.total).toBe(total);
  }
});

test('each generation is read by the grains that it has', async () => {
  const hourly: Catalog = {
    ...catalog,
    metrics: catalog.metrics.map((metric) =>
      metric.metric === 'orders' ? { ...metric, grains: metric.grains.slice(0, 1) } : metric,
    ),
  };
  await fill(1, [cell(orders, 0, 'a', null, null)]);
  await fill(2, [{ ...cell(orders, 60, 'a', null), grain: '1h' }]);
  catalogs = [hourly, catalog];
  const answer = await ask({ metric: 'orders', to: String(suiteStartMs + 2 * hourMs), step: '1h' });
  expect(values(answer.series[0]?.points)).toEqual([2, 1]);
});

test('without the store there is no history, and nobody is told otherwise', async () => {
  await fill(1, [cell(orders, 0, 'a', null)]);
  store.away = true;
  const answer = await ask({ metric: 'orders' });
  expect(answer.history).toBe('unavailable');
  expect(values(answer.series[0]?.points)).toEqual([null, null, null, null, null]);
});
