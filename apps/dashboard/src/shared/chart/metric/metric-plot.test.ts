import type { MetricItem, Point, SeriesAnswer } from '@tidewatch/contract/queries';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import { describe, expect, it } from 'vitest';
import type { LiveView } from '../../live/live-view.ts';
import { panelRange } from '../../panel/panel-range.ts';
import { axisStep } from '../plot/axis-step.ts';
import { intervalAt, plotStarts } from '../plot/plot.ts';
import { timeTicks } from '../plot/time-ticks.ts';
import { selectionOf, steppedTo } from '../pointer/selection.ts';
import { chartStep } from './chart-step.ts';
import { isEmptyPlot, metricPlot } from './metric-plot.ts';
import { plotTable } from './plot-table.ts';

const minute = 60_000;
const hour = 60 * minute;
const week = 7 * 24 * hour;
const start = Date.UTC(2026, 10, 20);
const counts = { measure: 'count', formula: null, unit: null, good: 'down' } as MetricItem;

const view = (
  points: readonly Point[],
  asOf: number | null,
  before: readonly Point[] = [],
  from = start,
): LiveView<SeriesSnapshot> => {
  const answer: SeriesAnswer = {
    metric: 'orders',
    unit: null,
    step: '1m',
    tz: 'UTC',
    from,
    to: start + 4 * minute,
    asOf,
    series: [{ group: {}, points, total: 1 }],
    compare: [{ group: {}, points: before, total: 1, shiftMs: week }],
    truncated: false,
    history: 'available',
  };
  return { state: 'live', snapshot: { kind: 'series', answer }, asOf, interruptedAt: null, problem: null };
};

const plot = (
  given: LiveView<SeriesSnapshot>,
  nowMs: number,
  { metric = counts, from = 'now-4m', ghostDay = null as LiveView<SeriesSnapshot> | null } = {},
) =>
  metricPlot({
    drawn: [{ metric, name: 'Today', colour: 'now', view: given }],
    ghostName: 'Fri last week',
    ghostDay,
    range: panelRange(from, 'now', nowMs, 'UTC'),
    step: '1m',
    levels: [],
    bands: [],
  });

const ys = (points: readonly { y: number }[] | undefined) => points?.map(({ y }) => y);

describe('a plot', () => {
  it('ends now: the window slides although nothing arrives', () => {
    const now = start + 6 * minute;
    const later = plot(view([[start, 5]], now), now);
    expect([later.fromMs, later.toMs]).toEqual([start + 2 * minute, now]);
    expect(ys(later.lines[0]?.points)).toEqual([0, 0, 0, 0]);
  });

  it('draws finished intervals as a line and the unfinished one apart', () => {
    const now = start + 2.5 * minute;
    const { lines, unfinished, newest } = plot(
      view(
        [
          [start, 5],
          [start + minute, 7],
          [start + 2 * minute, 2],
        ],
        now,
      ),
      now,
    );
    expect(ys(lines[0]?.points.slice(-2))).toEqual([5, 7]);
    expect(unfinished).toEqual({ x: start + 2 * minute, y: 2 });
    expect(newest).toEqual({ x: start + minute, y: 7 });
  });

  it('reads the unfinished interval where it is the first of all, and has an axis for it', () => {
    const { lines, unfinished, newest, axisStep: step } = plot(view([[start, 900]], start + 1_000), start + 1_000);
    expect(lines[0]?.points).toEqual([]);
    expect(newest).toEqual(unfinished);
    expect(step).toBe(axisStep(900, null));
  });

  it('breaks the line where a share has no base', () => {
    const points: Point[] = [
      [start, 0.5],
      [start + minute, null],
      [start + 2 * minute, 0.25],
    ];
    const now = start + 4 * minute;
    const shares = plot(view(points, now), now, { metric: { ...counts, formula: 'a / b' } });
    expect(ys(shares.lines[0]?.points)).toEqual([0.5, Number.NaN, 0.25, Number.NaN]);
  });

  it('moves the compared time onto this one, without the interval that is unfinished', () => {
    const before: Point[] = [0, 1, 2, 3].map((index) => [start - week + index * minute, index]);
    const now = start + 3.5 * minute;
    expect(
      plot(view([], now, before), now)
        .lines.at(-1)
        ?.points.map(({ x, y }) => [(x - start) / minute, y]),
    ).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  it('of today goes on to midnight, with the whole day that is compared with', () => {
    const now = start + 3.5 * minute;
    const day: Point[] = [0, 1, 1439].map((index) => [start - week + index * minute, index]);
    const today = plot(view([[start, 5]], now), now, { from: 'now/d', ghostDay: view(day, now, [], start - week) });
    expect([today.fromMs, today.toMs, today.nowMs]).toEqual([start, start + 24 * hour, now]);
    expect(today.lines.at(-1)?.points.at(-1)).toEqual({ x: start + 1439 * minute, y: 1439 });
    expect(today.lines[0]?.points.at(-1)?.x).toBe(start + 2 * minute);
  });

  it('is empty only when there is nothing at all', () => {
    expect(isEmptyPlot(plot(view([], start), start))).toBe(true);
    const now = start + 4 * minute;
    expect(isEmptyPlot(plot(view([], now, [[start - week + minute, 3]]), now))).toBe(false);
  });

  it('is a table without what the compared line says of times to come', () => {
    const now = start + minute;
    const points = (from: number, values: readonly (number | null)[]): Point[] =>
      values.map((value, index) => [from + index * minute, value]);
    const given = view(points(start, [5, null, null, null]), now, points(start - week, [1, 1, 1, 3]));
    const drawn = plot(given, now, { from: 'now/d' });
    expect(drawn.lines.some(({ points }) => points.some(({ x }) => x === start + 3 * minute))).toBe(true);
    expect(plotTable(drawn, 'Time', null).rows.every(([at]) => Number(at) <= now)).toBe(true);
  });

  it('is a table, newest first, the unfinished interval included', () => {
    const now = start + 1.5 * minute;
    const points: Point[] = [
      [start, 5],
      [start + minute, 2],
    ];
    const { columns, rows } = plotTable(plot(view(points, now), now, { from: 'now/d' }), 'Time', 'IDR');
    expect(columns[1]).toEqual({ title: 'Today', kind: 'number', unit: 'IDR' });
    expect(rows).toEqual([
      [start + minute, 2],
      [start, 5],
    ]);
  });
});

describe('intervals', () => {
  const starts = [0, 10, 20, 40];
  it('are found by a moment', () => {
    expect(intervalAt(starts, 10, 15)).toEqual({ fromMs: 10, toMs: 20 });
    expect([intervalAt(starts, 10, -1), intervalAt(starts, 10, 35)]).toEqual([null, null]);
    expect(
      plotStarts({
        lines: [
          {
            name: '',
            colour: 1,
            points: [
              { x: 2, y: 1 },
              { x: 1, y: 1 },
            ],
          },
        ],
      }),
    ).toEqual([1, 2]);
  });

  it('are brushed whole, in either direction, to the ends', () => {
    expect(selectionOf(starts, { stepMs: 10 }, 24, 12)).toEqual({ fromMs: 10, toMs: 30 });
    expect(selectionOf(starts, { stepMs: 10 }, 12, 900)).toEqual({ fromMs: 10, toMs: 50 });
    expect(selectionOf(starts, { stepMs: 10 }, 12, -5)).toEqual({ fromMs: 0, toMs: 20 });
    expect(selectionOf([], { stepMs: 10 }, 1, 2)).toBeNull();
  });

  it('are walked by keys, staying inside', () => {
    expect(steppedTo(starts, 10, null, 1, 22)).toMatchObject({ fromMs: 20 });
    expect(steppedTo(starts, 10, 20, 1, 0)).toMatchObject({ fromMs: 40 });
    expect(steppedTo(starts, 10, 40, 1, 0)).toMatchObject({ fromMs: 40 });
    expect(steppedTo(starts, 10, 40, -Infinity, 0)).toMatchObject({ fromMs: 0 });
  });
});

describe('axes', () => {
  const clock = (marks: readonly number[]) => marks.map((at) => new Date(at).toISOString().slice(8, 16));

  it('have marks at whole hours and days of the zone', () => {
    const from = Date.UTC(2026, 10, 20, 3, 40);
    expect(clock(timeTicks(from, from + 6 * hour, 'Asia/Jakarta', 4))).toEqual(['20T05:00', '20T07:00', '20T09:00']);
    expect(clock(timeTicks(from, from + 72 * hour, 'Asia/Jakarta', 4))).toEqual(['20T17:00', '21T17:00', '22T17:00']);
    expect(clock(timeTicks(from, from + 10 * minute, 'UTC', 4))).toEqual(['20T03:40', '20T03:45', '20T03:50']);
  });

  it('have lines at seconds, minutes and hours that a clock reads well', () => {
    expect(axisStep(290, 's')).toBe(120);
    expect(axisStep(70, 'min')).toBe(30);
    expect(axisStep(7, null)).toBeUndefined();
    expect(axisStep(0, 's')).toBeUndefined();
  });

  it('have intervals that fit the range', () => {
    expect(chartStep(24 * hour, '5m', '1m')).toBe('5m');
    expect(chartStep(7 * 24 * hour, '5m', '1m')).toBe('1h');
    expect(chartStep(30 * minute, '5m', '1m')).toBe('1m');
    expect(chartStep(30 * minute, '5m', '1h')).toBe('1h');
    expect(chartStep(24 * hour, null, '1m')).toBe('5m');
  });
});
