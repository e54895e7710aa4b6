import type { Point, SeriesAnswer } from '@tidewatch/contract/queries';
import { describe, expect, it } from 'vitest';
import { changeOf } from './change-of.ts';
import { comparedPoints } from './compared-points.ts';
import { fillWindow, splitUnfinished } from './fill-window.ts';
import { statsOf } from './stat.ts';
import { stepAtLeast, stepMs } from './step.ts';
import { targetProgress } from './target-progress.ts';

const minute = 60_000;

describe('window', () => {
  const window = { fromMs: 0, toMs: 4 * minute, stepMs: minute, asOfMs: 3.5 * minute, emptyIsZero: true };

  it('is zero between the first point and as-of, null outside', () => {
    const points: Point[] = [[minute, 5]];
    expect(fillWindow(points, { ...window, toMs: 6 * minute })).toEqual([
      [0, null],
      [minute, 5],
      [2 * minute, 0],
      [3 * minute, 0],
      [4 * minute, null],
      [5 * minute, null],
    ]);
  });

  it('has no zeros of a share, and none before the pipeline was heard', () => {
    expect(fillWindow([[0, 0.5]], { ...window, emptyIsZero: false }).map(([, value]) => value)).toEqual([
      0.5,
      null,
      null,
      null,
    ]);
    expect(fillWindow([[0, 5]], { ...window, asOfMs: null }).map(([, value]) => value)).toEqual([5, null, null, null]);
  });

  it('keeps a null of the server: it is not a zero', () => {
    const points: Point[] = [
      [0, null],
      [minute, 5],
      [2 * minute, null],
    ];
    expect(fillWindow(points, window).map(([, value]) => value)).toEqual([null, 5, null, 0]);
  });

  it('is unknown throughout without any point', () => {
    expect(fillWindow([], window).every(([, value]) => value === null)).toBe(true);
  });

  it('slides with time, without new points', () => {
    const later = { ...window, fromMs: 2 * minute, toMs: 6 * minute, asOfMs: 6 * minute };
    expect(
      fillWindow(
        [
          [minute, 5],
          [2 * minute, 7],
        ],
        later,
      ),
    ).toEqual([
      [2 * minute, 7],
      [3 * minute, 0],
      [4 * minute, 0],
      [5 * minute, 0],
    ]);
  });

  it('takes the alignment of the points it got', () => {
    const half = 30 * minute;
    const points: Point[] = [[half, 1]];
    expect(
      fillWindow(points, { ...window, fromMs: 0, toMs: 120 * minute, stepMs: 60 * minute }).map(([at]) => at),
    ).toEqual([-half, half, 3 * half]);
  });

  it('tells the interval that is still filling from the finished ones', () => {
    const points: Point[] = [
      [0, 1],
      [minute, 2],
      [2 * minute, 3],
      [3 * minute, null],
    ];
    expect(splitUnfinished(points, minute, 2.5 * minute)).toEqual({
      finished: points.slice(0, 2),
      unfinished: [2 * minute, 3],
    });
    expect(splitUnfinished(points, minute, 3 * minute)).toEqual({ finished: points.slice(0, 3), unfinished: null });
  });
});

describe('change', () => {
  const orders = { unit: null, good: 'up', counts: true } as const;
  const cancellations = { unit: null, good: 'down', counts: true } as const;

  it('is a share of the base', () => {
    expect(changeOf({ ...orders, value: 110, base: 100 })).toEqual({
      kind: 'ratio',
      amount: 0.1,
      direction: 'up',
      worse: false,
    });
  });

  it('is a difference of points for a share, and a plain one where the base is zero', () => {
    expect(changeOf({ value: 0.03, base: 0.02, unit: 'percent', good: 'down', counts: false })).toMatchObject({
      kind: 'points',
      worse: true,
    });
    expect(changeOf({ ...orders, value: 3, base: 0 })).toMatchObject({ kind: 'number', amount: 3 });
  });

  it('is unknown without a value or a base', () => {
    expect(changeOf({ ...orders, value: null, base: 3 })).toBeNull();
    expect(changeOf({ ...orders, value: 3, base: null })).toBeNull();
  });

  it('is worse only in the wrong direction, and beyond chance', () => {
    expect(changeOf({ ...cancellations, value: 734, base: 552 })?.worse).toBe(true);
    expect(changeOf({ ...cancellations, value: 552, base: 734 })?.worse).toBe(false);
    expect(changeOf({ ...cancellations, value: 3, base: 1 })?.worse).toBe(false);
    expect(changeOf({ ...cancellations, value: 105, base: 100 })?.worse).toBe(false);
    expect(changeOf({ ...cancellations, good: null, value: 734, base: 552 })?.worse).toBe(false);
  });
});

describe('target', () => {
  it('per day has a due share', () => {
    expect(targetProgress({ perDay: 1_000 }, 'down', 734, 0.58)).toEqual({
      target: 1_000,
      perDay: true,
      used: 0.734,
      due: 0.58,
      missed: true,
    });
    expect(targetProgress({ perDay: 1_000 }, 'down', 600, 0.58)?.missed).toBe(false);
    expect(targetProgress({ perDay: 1_000 }, 'up', 100, 0.58)?.missed).toBe(false);
  });

  it('is not judged by the first minutes of a day', () => {
    expect(targetProgress({ perDay: 1_000 }, 'down', 40, 0.01)?.missed).toBe(false);
    expect(targetProgress({ perDay: 1_000 }, 'down', 1_001, 0.01)?.missed).toBe(true);
  });

  it('of a value does not grow with the day', () => {
    expect(targetProgress({ value: 0.05 }, 'down', 0.06, 0.1)).toMatchObject({ due: null, missed: true });
    expect(targetProgress({ value: 0.9 }, 'up', 0.8, 0.1)).toMatchObject({ missed: true });
    expect(targetProgress({ value: 0.05 }, null, 0.06, 0.1)).toMatchObject({ missed: false });
  });

  it('is shown before there is a value, and not at all without a target', () => {
    expect(targetProgress({ perDay: 10 }, 'up', null, 0.5)).toMatchObject({ used: null, missed: false });
    expect(targetProgress(null, 'up', 3, 0.5)).toBeNull();
    expect(targetProgress({}, 'up', 3, 0.5)).toBeNull();
  });
});

describe('steps and stats', () => {
  it('reads a step and keeps to the grain', () => {
    expect([stepMs('5m'), stepMs('1h'), stepMs('1d')]).toEqual([300_000, 3_600_000, 86_400_000]);
    expect([stepAtLeast('15m', '1m'), stepAtLeast('15m', '1h')]).toEqual(['15m', '1h']);
  });

  it('names quantiles as the API does', () => {
    expect(statsOf({ measure: 'quantiles', formula: null, quantiles: [0.95, 0.5, 0.999] })).toEqual([
      'p50',
      'p95',
      'p99.9',
    ]);
    expect(statsOf({ measure: 'count', formula: null, quantiles: [] })).toEqual([undefined]);
  });
});

describe('points that are compared', () => {
  it('stand beside those in their place, also where clocks were changed in between', () => {
    const hour = 3_600_000;
    const answer = {
      series: [
        {
          group: {},
          points: [
            [25 * hour, 1],
            [26 * hour, 2],
            [27 * hour, 3],
          ],
          total: 6,
        },
      ],
      compare: [
        {
          group: {},
          points: [
            [hour, 4],
            [3 * hour - 1, null],
            [3 * hour, 5],
          ],
          total: 9,
          shiftMs: 24 * hour,
        },
      ],
    } as unknown as SeriesAnswer;
    expect(comparedPoints(answer)).toEqual([
      [25 * hour, 4],
      [26 * hour, null],
      [27 * hour, 5],
    ]);
    expect(comparedPoints(undefined)).toEqual([]);
  });
});
