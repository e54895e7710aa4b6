import type { Point, SeriesAnswer } from '@tidewatch/contract/queries';
import type { SeriesChange } from '@tidewatch/contract/socket';
import { expect, it } from 'vitest';
import { SeriesModel } from './series-model.ts';

const minute = 60_000;
const weekMs = 7 * 24 * 60 * minute;

const answer = (points: readonly Point[], over: Partial<SeriesAnswer> = {}): SeriesAnswer => ({
  metric: 'orders',
  unit: null,
  step: '1m',
  tz: 'UTC',
  from: 0,
  to: 3 * minute,
  asOf: 0,
  series: [{ group: {}, points, total: 1 }],
  truncated: false,
  history: 'available',
  ...over,
});

const change = (over: Partial<SeriesChange>) => ({
  kind: 'series' as const,
  history: 'available' as const,
  series: [{ group: {}, points: [], total: null, ...over }],
});

const model = (first: SeriesAnswer) => {
  const created = new SeriesModel();
  created.replace({ kind: 'series', answer: first });
  return created;
};

it('replaces a point of the same time and appends a newer one', () => {
  const series = model(
    answer([
      [0, 1],
      [minute, 2],
    ]),
  );
  series.apply(
    change({
      points: [
        [minute, 3],
        [2 * minute, 4],
      ],
      total: 8,
    }),
  );
  expect(series.read()?.answer.series[0]).toEqual({
    group: {},
    points: [
      [0, 1],
      [minute, 3],
      [2 * minute, 4],
    ],
    total: 8,
  });
});

it('puts a late point in its place', () => {
  const series = model(
    answer([
      [0, 1],
      [2 * minute, 2],
    ]),
  );
  series.apply(change({ points: [[minute, 9]] }));
  expect(series.read()?.answer.series[0]?.points).toEqual([
    [0, 1],
    [minute, 9],
    [2 * minute, 2],
  ]);
});

it('slides with the range that the server names: what falls out of it goes, last week apart', () => {
  const points: Point[] = [0, 1, 2].map((at) => [at * minute, at]);
  const before: Point[] = [0, 1, 2].map((at) => [at * minute - weekMs, at]);
  const series = model(answer(points, { compare: [{ group: {}, points: before, total: 3, shiftMs: weekMs }] }));
  const slid = { from: minute, to: 4 * minute, compareFrom: 2 * minute - weekMs };
  series.apply({ ...change({ points: [[3 * minute, 4]], total: 9 }), ...slid });
  const read = series.read()?.answer;
  expect([read?.from, read?.to]).toEqual([minute, 4 * minute]);
  expect(read?.series[0]?.points.map(([at]) => at / minute)).toEqual([1, 2, 3]);
  expect(read?.compare?.[0]?.points.map(([at]) => (at + weekMs) / minute)).toEqual([2]);
});

it('grows while the server names no range', () => {
  const series = model(answer([[0, 1]]));
  series.apply(change({ points: [[500 * minute, 4]] }));
  expect(series.read()?.answer.series[0]?.points).toHaveLength(2);
});

it('keeps groups apart, whatever the order of their dimensions', () => {
  const series = model(answer([], { series: [{ group: { a: '1', b: '2' }, points: [], total: 1 }] }));
  series.apply(change({ group: { b: '2', a: '1' }, total: 5 }));
  series.apply(change({ group: { a: '2', b: '1' }, total: 7 }));
  expect(series.read()?.answer.series.map(({ total }) => total)).toEqual([5, 7]);
});

it('changes the comparison beside the series', () => {
  const compare = [{ group: {}, points: [[-weekMs, 5]] as const, total: 5, shiftMs: weekMs }];
  const series = model(answer([[0, 1]], { compare }));
  series.apply(change({ compare: true, points: [[minute - weekMs, 6]], total: 11 }));
  expect(series.read()?.answer.compare).toEqual([
    {
      group: {},
      points: [
        [-weekMs, 5],
        [minute - weekMs, 6],
      ],
      total: 11,
      shiftMs: weekMs,
    },
  ]);
  expect(series.read()?.answer.series[0]?.total).toBe(1);
});

it('never changes what was read before', () => {
  const series = model(answer([[0, 1]]));
  const before = series.read();
  series.apply(change({ points: [[0, 2]], total: 2 }));
  expect(before?.answer.series[0]).toEqual({ group: {}, points: [[0, 1]], total: 1 });
});
