import type { SeriesAnswer } from '@tidewatch/contract';
import { expect, it } from 'vitest';
import { csvOf, tableOf } from './format-series.ts';

const at = Date.parse('2026-11-20T08:00:00Z');
const weekMs = 604_800_000;
const points = (...values: (number | null)[]): [number, number | null][] =>
  values.map((value, index) => [at + index * 3_600_000, value]);
const answer: SeriesAnswer = {
  metric: 'orders',
  unit: null,
  step: '1h',
  tz: 'Asia/Jakarta',
  from: at,
  to: at + 7_200_000,
  asOf: at + 5_400_000,
  series: [
    { group: { city: 'Bandung' }, points: points(3, 0.5), total: 3.5 },
    { group: { city: '=1+1' }, points: points(1, null), total: 1 },
  ],
  truncated: false,
  history: 'available',
};
const earlier = (series: (typeof answer.series)[number]) => ({
  ...series,
  points: series.points.map(([time, value]) => [time - weekMs, value === null ? 2 : value * 10] as const),
  total: 40,
  shiftMs: weekMs,
});
const compared: SeriesAnswer = { ...answer, compare: answer.series.map(earlier) };

it('a table has a column for each series, times of the zone, and totals', () => {
  expect(tableOf(answer).split('\n')).toEqual([
    'orders, as of 2026-11-20 16:30:00 Asia/Jakarta',
    'time                 Bandung  =1+1',
    '2026-11-20 15:00:00        3     1',
    '2026-11-20 16:00:00      0.5     –',
    'total                    3.5     1',
    '',
  ]);
});

it('what is compared with stands beside each series', () => {
  expect(tableOf(compared, '7d').split('\n').slice(1, 5)).toEqual([
    'time                 Bandung  7d earlier  =1+1  7d earlier',
    '2026-11-20 15:00:00        3          30     1          10',
    '2026-11-20 16:00:00      0.5           5     –           2',
    'total                    3.5          40     1          40',
  ]);
  expect(csvOf(compared, '7d').split('\r\n').slice(0, 3)).toEqual([
    'time,city,orders,orders 7d earlier',
    '2026-11-20T08:00:00.000Z,Bandung,3,30',
    '2026-11-20T09:00:00.000Z,Bandung,0.5,5',
  ]);
});

it('a text in a CSV is no formula, and a missing value is empty', () => {
  expect(csvOf(answer).split('\r\n').slice(3)).toEqual([
    "2026-11-20T08:00:00.000Z,'=1+1,1",
    "2026-11-20T09:00:00.000Z,'=1+1,",
    '',
  ]);
});

it('a group that had nothing earlier has an empty column', () => {
  const none: SeriesAnswer = { ...compared, compare: compared.compare?.slice(1) ?? [] };
  expect(tableOf(none, '7d').split('\n')[2]).toBe('2026-11-20 15:00:00        3           –     1          10');
  expect(csvOf(none, '7d').split('\r\n')[1]).toBe('2026-11-20T08:00:00.000Z,Bandung,3,');
});
