import type { MetricItem, Series, SeriesAnswer } from '@tidewatch/contract/queries';
import { describe, expect, it } from 'vitest';
import { seriesColours } from '../../shared/groups/series-colours.ts';
import { topGroups } from '../../shared/groups/top-groups.ts';
import { breakdownRow } from './breakdown-rows.ts';

const series = (name: string, total: number | null): Series => ({ group: { merchantId: name }, points: [], total });

const answer = (now: readonly Series[], before: readonly Series[] = []): SeriesAnswer => ({
  metric: 'cancellations',
  unit: null,
  step: '1h',
  tz: 'UTC',
  from: 0,
  to: 1,
  asOf: 1,
  series: now,
  compare: before.map((one) => ({ ...one, shiftMs: 1 })),
  truncated: false,
  history: 'available',
});

describe('top groups', () => {
  it('are the largest, with last week beside each and the rest apart', () => {
    const given = answer(
      [series('b', 2), series('(other)', 90), series('a', 5), series('c', 1)],
      [series('a', 9), series('(other)', 80)],
    );
    expect(topGroups(given, 'merchantId', 2)).toEqual({
      groups: [
        { key: 'a', value: 5, base: 9 },
        { key: 'b', value: 2, base: null },
      ],
      other: { key: '(other)', value: 90, base: 80 },
      top: 9,
    });
  });

  it('leave out zeros', () => {
    const given = answer([series('(none)', 3), series('a', 0), series('b', null)]);
    expect(topGroups(given, 'merchantId', 5).groups).toEqual([{ key: '(none)', value: 3, base: null }]);
  });

  it('stay in order by name where values are equal, and fill the bar with fractions too', () => {
    const { groups, top } = topGroups(answer([series('b', 0.02), series('a', 0.02)]), 'merchantId', 5);
    expect([groups.map(({ key }) => key), top]).toEqual([['a', 'b'], 0.02]);
  });
});

it('gives each of six names a colour of its own, the same on every screen', () => {
  const names = ['merchant', 'patient', 'system', 'out_of_stock', 'no_courier', 'too_slow'];
  const colours = seriesColours(names);
  expect(new Set(colours.values()).size).toBe(6);
  expect(seriesColours(names.toReversed())).toEqual(colours);
  expect(seriesColours(['system']).get('system')).toBe(seriesColours(['patient', 'system']).get('system'));
});

describe('rows', () => {
  const metric = { unit: null, good: 'down', measure: 'count' } as MetricItem;
  const words = { language: 'en', nameOf: (key: string) => `<${key}>`, points: 'pp' } as const;
  const row = (key: string, value: number, base: number | null) =>
    breakdownRow({ key, value, base }, 96, metric, words);

  it('are red where it became worse than chance, with the difference in things', () => {
    expect([row('a', 96, 9), row('(none)', 3, 1), row('c', 2, null)]).toMatchObject([
      { name: '<a>', value: '96', widthPercent: 100, markPercent: 9.375, worse: true, change: '+87' },
      { name: '<(none)>', worse: false, change: '+2' },
      { name: '<c>', markPercent: null, change: '', direction: 'same' },
    ]);
  });

  it('say the difference in the unit of the metric', () => {
    const value = breakdownRow({ key: 'a', value: 0.05, base: 0.02 }, 1, { ...metric, unit: 'percent' }, words);
    const money = breakdownRow({ key: 'a', value: 500, base: 1_500 }, 1, { ...metric, unit: 'IDR' }, words);
    expect([value.change, money.change].map((text) => text.replaceAll('\u00a0', ' '))).toEqual(['+3 pp', '−Rp 1,000']);
  });
});
