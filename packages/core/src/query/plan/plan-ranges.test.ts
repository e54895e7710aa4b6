import { seriesQuerySchema, type SeriesQueryInput } from '@tidewatch/contract/queries';
import { suiteCatalog, suiteMetrics } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { expect, test } from 'vitest';
import { planRanges } from './plan-ranges.ts';
import { planSeries } from './plan-series.ts';
import type { PlannedRanges } from './series-plan.ts';

const now = Date.parse('2026-11-20T10:30:15Z');
const hourlyOld = { ...suiteMetrics.orders, metric: 'old', grains: [{ grain: '1h', ms: 3_600_000, keepDays: 400 }] };
const catalog = { ...suiteCatalog, metrics: [...suiteCatalog.metrics, hourlyOld] };

function plan(input: SeriesQueryInput, at = now): PlannedRanges {
  return planRanges(planSeries(seriesQuerySchema.parse(input), catalog), at);
}

function isoOf(times: readonly number[] | undefined): readonly string[] {
  return (times ?? []).map((time) => new Date(time).toISOString().slice(0, 16));
}

test('a sliding range begins at a step border and ends with the step that is under way', () => {
  const { main, step } = plan({ metric: 'orders', from: 'now-3h', step: '1h' });
  expect(step.text).toBe('1h');
  expect(isoOf(main.bounds)).toEqual([
    '2026-11-20T07:00',
    '2026-11-20T08:00',
    '2026-11-20T09:00',
    '2026-11-20T10:00',
    '2026-11-20T11:00',
  ]);
});

test('a fixed range is exact to the minute; its first point stands at the step border', () => {
  const { main } = plan({ metric: 'orders', from: '2026-11-20T07:20:30Z', to: '2026-11-20T09:10:00Z', step: '1h' });
  expect(isoOf(main.bounds)).toEqual(['2026-11-20T07:20', '2026-11-20T08:00', '2026-11-20T09:00', '2026-11-20T09:10']);
  expect(isoOf(main.times)).toEqual(['2026-11-20T07:00', '2026-11-20T08:00', '2026-11-20T09:00']);
});

test('the range is clipped to what is kept', () => {
  const { main } = plan({ metric: 'orders', from: '2020-01-01', step: '1d' });
  expect(main.bounds[0]).toBe(Math.floor((now - 400 * 86_400_000) / 3_600_000) * 3_600_000);
  const minutes = plan({ metric: 'orders', from: 'now-36d', to: 'now-34d', step: '15m' });
  expect(minutes.main.bounds[0]).toBe(Math.floor((now - 35 * 86_400_000) / 60_000) * 60_000);
  expect(() => plan({ metric: 'orders', from: '2020-01-01', to: '2020-01-02', step: '1d' })).toThrow(
    /kept from 2025-10-16/,
  );
});

test('compare ends where the present has come to, and lies the same calendar days earlier', () => {
  const { compare } = plan({ metric: 'orders', from: 'now/d', step: '6h', tz: 'Asia/Jakarta', compare: '7d' });
  expect(isoOf(compare?.bounds)).toEqual([
    '2026-11-12T17:00',
    '2026-11-12T23:00',
    '2026-11-13T05:00',
    '2026-11-13T10:31',
  ]);
  expect(compare?.shiftMs).toBe(7 * 86_400_000);
});

test('compare across a change of clocks keeps the time of day', () => {
  const monday = Date.parse('2026-03-30T10:00:00Z');
  const { main, compare } = plan(
    { metric: 'orders', from: 'now-1d/d', to: 'now/d', step: '1d', tz: 'Europe/Berlin', compare: '7d' },
    monday,
  );
  expect(isoOf(main.bounds)).toEqual(['2026-03-28T23:00', '2026-03-29T22:00', '2026-03-30T22:00']);
  expect(isoOf(compare?.bounds)).toEqual(['2026-03-21T23:00', '2026-03-22T23:00', '2026-03-23T11:00']);
});

test('days of a zone need a grain that has their midnight', () => {
  expect(isoOf(plan({ metric: 'old', from: 'now-1d', step: '1d', tz: 'Asia/Jakarta' }).main.bounds)).toEqual([
    '2026-11-18T17:00',
    '2026-11-19T17:00',
    '2026-11-20T17:00',
  ]);
  expect(() => plan({ metric: 'old', from: 'now-1d', step: '1d', tz: 'Asia/Kolkata' })).toThrow(
    expect.objectContaining({ code: 'zone_needs_finer_grain' }),
  );
  expect(() => plan({ metric: 'orders', from: 'now-60d', step: '1d', tz: 'Asia/Kolkata' })).toThrow(
    expect.objectContaining({ code: 'zone_needs_finer_grain' }),
  );
  expect(plan({ metric: 'orders', from: 'now-30d', step: '1d', tz: 'Asia/Kolkata' }).main.times).toHaveLength(31);
});

test.each([
  [{ metric: 'orders', from: 'now', to: 'now-1h' }, 'invalid_parameter'],
  [{ metric: 'orders', from: 'soon' }, 'invalid_parameter'],
  [{ metric: 'orders', step: '25h' }, 'invalid_parameter'],
  [{ metric: 'old', step: '5m' }, 'invalid_parameter'],
  [{ metric: 'orders', from: 'now-30d', step: '1m' }, 'query_too_wide'],
])('%j is %s', (input, code) => {
  expect(() => plan(input)).toThrow(expect.objectContaining({ code }));
});
