import type { SeriesAnswer } from '@tidewatch/contract/queries';
import { expect, it } from 'vitest';
import { panelRange } from '../../shared/panel/panel-range.ts';
import { stackedPlot } from './stacked-plot.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 20);
const now = start + 2.5 * hour;

const answer: SeriesAnswer = {
  metric: 'm',
  unit: null,
  step: '1h',
  tz: 'UTC',
  from: start,
  to: now,
  asOf: now,
  series: [
    { group: { reason: 'b' }, points: [[start, 1]], total: 1 },
    { group: { reason: '(other)' }, points: [[start + hour, 5]], total: 5 },
    {
      group: { reason: 'a' },
      points: [
        [start, 2],
        [start + 2 * hour, 3],
      ],
      total: 5,
    },
  ],
  truncated: false,
  history: 'available',
};

const plot = (given: SeriesAnswer | null) =>
  stackedPlot({
    metric: { unit: null, measure: 'count', formula: null },
    answer: given,
    asOf: now,
    dimension: 'reason',
    limit: 6,
    range: panelRange('now/d', 'now', now, 'UTC'),
    step: '1h',
    nameOf: (key) => (key === '(other)' ? 'Other' : key),
  });

it('stands the largest group at the bottom and the rest on top', () => {
  const { plot: bars, keys } = plot(answer);
  expect(keys).toEqual(['a', 'b', null]);
  expect(bars.lines.map(({ name }) => name)).toEqual(['a', 'b', 'Other']);
  expect(bars.lines.at(-1)?.colour).toBe('other');
  expect(bars.lines[0]?.points.slice(0, 3).map(({ y }) => y)).toEqual([2, 0, 3]);
});

it('marks the hour that is not over, and leaves room to midnight', () => {
  const { plot: bars } = plot(answer);
  expect(bars.unfinished).toEqual({ x: start + 2 * hour, y: 3 });
  expect([bars.toMs, bars.lines[0]?.points.length]).toEqual([start + 24 * hour, 24]);
});

it('has nothing before the first answer', () => {
  expect(plot(null).plot.lines).toEqual([]);
});
