import { seriesQuerySchema, type SeriesQueryInput } from '@tidewatch/contract/queries';
import { suiteCatalog, suiteMetrics } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRanges } from './plan-ranges.ts';
import { planSeries } from './plan-series.ts';
import type { BucketRange, PlannedRanges } from './series-plan.ts';

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

const berlin = { metric: 'orders', step: '1h', tz: 'Europe/Berlin', compare: '1d' } as const;
const clockOf = (times: readonly number[] | undefined): readonly string[] =>
  (times ?? []).map((time) => new Date(time).toLocaleTimeString('de', { timeZone: berlin.tz }));

const stepsOf = (list: readonly number[]): readonly number[] =>
  list.slice(1).map((next, index) => next - (list[index] ?? Number.NaN));

test.each([
  // Two o'clock comes twice on the 25th: the first is compared, the second has nothing beside it.
  ['2026-10-25', 25, [1, 2, 3, 3, 4], [1, 1, 0, 1]],
  // The hour that the day before had twice stands beside one hour of the 26th.
  ['2026-10-26', 24, [1, 2, 3, 4], [1, 2, 1]],
  // There is no two o'clock on the 29th: what the day before had then stands beside one o'clock.
  ['2026-03-29', 23, [1, 3, 4], [2, 1]],
  ['2026-03-30', 24, [1, 3, 3, 4], [1, 0, 1]],
])('a day of %s, %i hours, is compared hour by hour, and the total is whole', (day, hours, clock, lengths) => {
  const to = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  const { main, compare } = plan({ ...berlin, from: day, to });
  expect(main.times).toHaveLength(hours);
  expect(compare?.times).toHaveLength(hours);
  expect(
    clockOf(compare?.bounds)
      .map(Number.parseFloat)
      .slice(1, 1 + clock.length),
  ).toEqual(clock);
  const of = compare?.bounds ?? [];
  const inHours = stepsOf(of).map((ms) => ms / 3_600_000);
  expect(inHours.slice(1, 1 + lengths.length)).toEqual(lengths);
  expect([clockOf(of)[0], clockOf(of).at(-1)]).toEqual(['00:00:00', '00:00:00']);
});

test('law: compared buckets never overlap or go back, and each has a time of its own', () => {
  const property = fc.property(
    fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Jakarta'),
    fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'),
    fc.integer({ min: -1, max: 2 }),
    fc.constantFrom('1m', '15m', '1h', '3h'),
    fc.constantFrom('1d', '2d', '7d'),
    fc.integer({ min: 1, max: 80 * 60 }),
    (tz, turn, days, step, compare, minutes) => {
      const at = Date.parse(turn) + minutes * 60_000;
      const from = new Date(Date.parse(turn) + (days - 1) * 86_400_000).toISOString();
      fc.pre(Date.parse(from) < at);
      const { main, compare: before } = planRanges(
        planSeries(seriesQuerySchema.parse({ metric: 'orders', from, tz, step, compare }), catalog),
        at,
      );
      const { bounds, times } = before as BucketRange;
      expect([bounds.length, times.length]).toEqual([main.bounds.length, main.times.length]);
      expect(Math.min(...stepsOf(bounds))).toBeGreaterThanOrEqual(0);
      expect(Math.min(1, ...stepsOf(times))).toBeGreaterThan(0);
    },
  );
  fc.assert(property, { numRuns: 300 });
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
