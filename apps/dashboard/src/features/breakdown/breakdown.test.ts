import type { MetricItem, Series, SeriesAnswer } from '@tidewatch/contract/queries';
import { describe, expect, it } from 'vitest';
import { breakdownRows } from './breakdown-rows.ts';
import { breakdownDimension, dimensionWords } from './dimension.ts';
import { topGroups } from './top-groups.ts';

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
        { name: 'a', value: 5, base: 9 },
        { name: 'b', value: 2, base: null },
      ],
      other: { name: '(other)', value: 90, base: 80 },
      top: 9,
    });
  });

  it('leave out zeros and name what was not given', () => {
    expect(topGroups(answer([series('(none)', 3), series('a', 0), series('b', null)]), 'merchantId', 5).groups).toEqual(
      [{ name: null, value: 3, base: null }],
    );
  });

  it('take names as text', () => {
    expect(topGroups(answer([series('\u202e"><img onerror=x>', 3)]), 'merchantId', 5).groups[0]?.name).toBe(
      '"><img onerror=x>',
    );
  });
});

describe('rows', () => {
  const metric = { unit: null, good: 'down', measure: 'count' } as MetricItem;

  it('are red where it became worse than chance, with the difference in things', () => {
    const groups = [
      { name: 'a', value: 96, base: 9 },
      { name: null, value: 3, base: 1 },
      { name: 'c', value: 2, base: null },
    ];
    expect(breakdownRows({ groups, other: null, top: 96 }, metric, 'en', 'Not given')).toMatchObject([
      { name: 'a', value: '96', widthPercent: 100, markPercent: 9.375, worse: true, change: '+87' },
      { name: 'Not given', worse: false, change: '+2' },
      { name: 'c', markPercent: null, change: '', direction: 'same' },
    ]);
  });
});

describe('dimension', () => {
  it('is the merchant where there is one', () => {
    expect(breakdownDimension(['city', 'merchantId'])).toBe('merchantId');
    expect(breakdownDimension(['carrier', 'origin'])).toBe('carrier');
    expect(breakdownDimension([])).toBeNull();
  });

  it('is written as words', () => {
    expect(['merchantId', 'cancelledBy', 'event.type', 'sub_city'].map(dimensionWords)).toEqual([
      'merchant',
      'cancelled by',
      'type',
      'sub city',
    ]);
  });
});
