import type { MetricItem, Point, SeriesAnswer } from '@tidewatch/contract/queries';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import { describe, expect, it } from 'vitest';
import type { LiveView } from '../../shared/live/live-view.ts';
import { axisStep } from './axis-step.ts';
import { chartModel } from './chart-model.ts';
import { timeTicks } from './time-ticks.ts';

const minute = 60_000;
const week = 7 * 24 * 60 * minute;
const start = Date.UTC(2026, 10, 20);
const counts = { metric: 'orders', measure: 'count', formula: null, grain: '1m' } as unknown as MetricItem;

const view = (
  points: readonly Point[],
  asOf: number | null,
  before: readonly Point[] = [],
): LiveView<SeriesSnapshot> => {
  const answer: SeriesAnswer = {
    metric: 'orders',
    unit: null,
    step: '1m',
    tz: 'UTC',
    from: start,
    to: start + 4 * minute,
    asOf,
    series: [{ group: {}, points, total: 1 }],
    compare: [{ group: {}, points: before, total: 1, shiftMs: week }],
    truncated: false,
    history: 'available',
  };
  return { state: 'live', snapshot: { kind: 'series', answer }, asOf, interruptedAt: null, problem: null };
};

const model = (given: LiveView<SeriesSnapshot>, nowMs: number, metric = counts) =>
  chartModel({ metric, views: [given], stats: [undefined], nowMs, windowMs: 4 * minute });

const ys = (points: readonly { y: number }[] | undefined) => points?.map(({ y }) => y);

describe('chart', () => {
  it('ends now: the window slides although nothing arrives', () => {
    const points: Point[] = [[start, 5]];
    const now = start + 6 * minute;
    const later = model(view(points, now), now);
    expect([later.fromMs, later.toMs]).toEqual([start + 2 * minute, now]);
    expect(ys(later.lines[0]?.points)).toEqual([0, 0, 0, 0]);
  });

  it('draws finished intervals as a line and the unfinished one apart', () => {
    const points: Point[] = [
      [start, 5],
      [start + minute, 7],
      [start + 2 * minute, 2],
    ];
    const now = start + 2.5 * minute;
    const { lines, unfinished, newest } = model(view(points, now), now);
    expect(ys(lines[0]?.points.slice(-2))).toEqual([5, 7]);
    expect(unfinished).toEqual({ x: start + 2 * minute, y: 2 });
    expect(newest).toEqual({ x: start + minute, y: 7 });
  });

  it('breaks the line where a share has no base', () => {
    const points: Point[] = [
      [start, 0.5],
      [start + minute, null],
      [start + 2 * minute, 0.25],
    ];
    const shares = { ...counts, formula: 'a / b' };
    const now = start + 4 * minute;
    expect(ys(model(view(points, now), now, shares).lines[0]?.points)).toEqual([0.5, Number.NaN, 0.25, Number.NaN]);
  });

  it('moves last week onto this week, without the interval that is unfinished', () => {
    const before: Point[] = [0, 1, 2, 3].map((index) => [start - week + index * minute, index]);
    const now = start + 3.5 * minute;
    expect(model(view([], now, before), now).lines[0]?.lastWeek.map(({ x, y }) => [(x - start) / minute, y])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  it('is empty only when there is nothing at all', () => {
    expect(model(view([], start), start).empty).toBe(true);
    expect(model(view([], start + 4 * minute, [[start - week + minute, 3]]), start + 4 * minute).empty).toBe(false);
  });
});

describe('axes', () => {
  it('has marks at whole hours of the zone', () => {
    const from = Date.UTC(2026, 10, 20, 3, 40);
    const marks = timeTicks(from, from + 6 * 60 * minute, 'Asia/Jakarta', 4);
    expect(marks.map((at) => new Date(at).toISOString().slice(11, 16))).toEqual(['05:00', '07:00', '09:00']);
  });

  it('has lines at seconds, minutes and hours that a clock reads well', () => {
    expect(axisStep(290, 's')).toBe(120);
    expect(axisStep(70, 'min')).toBe(30);
    expect(axisStep(7, null)).toBeUndefined();
    expect(axisStep(0, 's')).toBeUndefined();
  });
});
