import type { MetricItem, SeriesAnswer } from '@tidewatch/contract/queries';
import { describe, expect, it } from 'vitest';
import { nextTick, reactive } from 'vue';
import { filtersOf, scopeOf, withValues } from '../../shared/address/scope-of.ts';
import { matching, mergeValues, metricsWith } from './values/dimension-values.ts';
import { scopeTexts } from './messages.ts';
import { offeredDimensions } from './offered-dimensions.ts';
import { namedRange, quickRanges, rangeWords } from './time/range-words.ts';
import { useRangeReturn } from './time/use-range-return.ts';
import { scrollTo, visibleRows } from './values/visible-rows.ts';
import { inputOf, instantOfInput } from './time/wall-clock-input.ts';

const metric = (name: string, by: readonly string[], more: Partial<MetricItem> = {}): MetricItem => ({
  metric: name,
  title: name,
  description: '',
  unit: null,
  by,
  grain: '1m',
  measure: 'count',
  formula: null,
  quantiles: [],
  from: [],
  good: null,
  target: null,
  owner: 'ops',
  builtIn: false,
  asOf: null,
  healthy: true,
  ...more,
});
const answer = (totals: Readonly<Record<string, number>>, truncated = false): SeriesAnswer => ({
  metric: 'm',
  unit: null,
  step: '1d',
  tz: 'UTC',
  from: 0,
  to: 1,
  asOf: 1,
  series: Object.entries(totals).map(([city, total]) => ({ group: { city }, points: [], total })),
  truncated,
  history: 'available',
});

describe('the scope', () => {
  const where = ['city:Bandung', 'city:Medan', 'reason:a:b'];

  it('is read by dimension; a value may hold colons', () => {
    expect(filtersOf(where)).toEqual([
      { dimension: 'city', values: ['Bandung', 'Medan'] },
      { dimension: 'reason', values: ['a:b'] },
    ]);
  });

  it('is changed in one dimension and left alone in the others', () => {
    expect(withValues(where, 'city', ['Solo'])).toEqual(['reason:a:b', 'city:Solo']);
    expect(withValues(where, 'city', [])).toEqual(['reason:a:b']);
  });

  it('holds for a metric as far as the metric has its dimensions', () => {
    expect(scopeOf(where, ['city', 'doctor'])).toEqual({ where: ['city:Bandung', 'city:Medan'], left: ['reason'] });
  });

  it('offers what most metrics have, and always what is in use', () => {
    const metrics = [metric('a', ['city', 'merchant']), metric('b', ['city', 'doctor']), metric('c', ['merchant'])];
    const offered = (wanted: readonly string[] | null, used: readonly string[] = []) =>
      offeredDimensions({ metrics, wanted, where: used, picksMax: 2 });
    expect(offered(null, ['doctor:x'])).toEqual({ picks: ['city', 'merchant', 'doctor'], more: [] });
    expect(offered(['doctor'])).toEqual({ picks: ['doctor'], more: ['city', 'merchant'] });
    expect(offered(['a', 'b', 'c'])).toEqual({ picks: ['a', 'b'], more: ['c', 'city', 'merchant', 'doctor'] });
    expect(offered([])).toEqual({ picks: [], more: [] });
    const builtIn = [metric('x', ['topic'], { builtIn: true })];
    expect(offeredDimensions({ metrics: builtIn, wanted: null, where: [], picksMax: 2 }).picks).toEqual([]);
  });
});

describe('values of a dimension', () => {
  it('come from metrics that have it, counts first, never from formulas', () => {
    const metrics = [
      metric('slow', ['city'], { measure: 'quantiles' }),
      metric('rate', ['city'], { formula: 'a / b' }),
      metric('orders', ['city']),
      metric('visits', ['doctor']),
    ];
    expect(metricsWith(metrics, 'city').map((one) => one.metric)).toEqual(['orders', 'slow']);
  });

  it('are one list of several answers, the most frequent first', () => {
    const { values, truncated } = mergeValues(
      [answer({ Medan: 50, Solo: 45, '(other)': 5 }), answer({ Solo: 3, Bandung: 1, '(none)': 0 })],
      'city',
    );
    expect(values).toEqual(['Solo', 'Medan', 'Bandung', '(none)']);
    expect(truncated).toBe(true);
    expect(mergeValues([answer({ Medan: 1 })], 'city').truncated).toBe(false);
  });

  it('are found by their name and by themselves, without regard to capitals and accents', () => {
    const values = ['Médan', 'out_of_stock', '(none)'];
    const nameOf = (value: string) => ({ out_of_stock: 'Stok habis', '(none)': 'Not given' })[value] ?? value;
    const found = (sought: string) => matching(values, sought, nameOf);
    expect([found(' med'), found('not g'), found('STOK'), found('of_st')]).toEqual([
      ['Médan'],
      ['(none)'],
      ['out_of_stock'],
      ['out_of_stock'],
    ]);
    expect(found('')).toBe(values);
  });
});

describe('a long list', () => {
  const rows = { count: 5_000, rowPx: 32, scrollPx: 0, heightPx: 256 };

  it('draws what is in sight and a little more', () => {
    expect(visibleRows(rows)).toEqual({ first: 0, end: 14, allPx: 160_000, abovePx: 0 });
    expect(visibleRows({ ...rows, scrollPx: 64_000 })).toEqual({
      first: 1_994,
      end: 2_014,
      allPx: 160_000,
      abovePx: 63_808,
    });
    expect(visibleRows({ ...rows, count: 2 }).end).toBe(2);
  });

  it('is scrolled no more than needed', () => {
    expect(scrollTo(3, rows)).toBe(0);
    expect(scrollTo(8, rows)).toBe(32);
    expect(scrollTo(1, { ...rows, scrollPx: 320 })).toBe(32);
  });
});

describe('the range', () => {
  const zone = 'Asia/Jakarta';
  const words = (from: string, to: string, start: string, end: string, language: 'en' | 'id' = 'en') =>
    rangeWords({
      from,
      to,
      zone,
      language,
      texts: scopeTexts[language],
      fromMs: Date.parse(start),
      toMs: Date.parse(end),
    });

  it('has a name for every quick range, in both languages', () => {
    for (const { from, to } of quickRanges) {
      expect(namedRange(from, to, scopeTexts.en)).not.toBeNull();
      expect(namedRange(from, to, scopeTexts.id)).not.toBeNull();
    }
  });

  it('is told in words', () => {
    expect(words('now/d', 'now', '2026-11-19T17:00:00Z', '2026-11-20T07:05:00Z')).toBe('Today, to 14:05');
    expect(words('now-3h', 'now', '2026-11-20T04:05:00Z', '2026-11-20T07:05:00Z')).toBe('Last 3 h');
    expect(words('x', 'y', '2026-11-20T04:00:00Z', '2026-11-20T05:30:00Z')).toBe('20 Nov 11:00 – 12:30 WIB');
    expect(words('x', 'y', '2026-11-19T17:00:00Z', '2026-11-20T17:00:00Z', 'id')).toBe('20 Nov 00:00 – 24:00 WIB');
    expect(words('x', 'y', '2026-11-18T04:00:00Z', '2026-11-20T05:30:00Z', 'id')).toBe(
      '18 Nov 11:00 – 20 Nov 12:30 WIB',
    );
  });

  it('is written and read in the zone', () => {
    const noon = Date.parse('2026-11-20T03:00:00Z');
    expect(inputOf(noon, 'Asia/Jayapura')).toBe('2026-11-20T12:00');
    expect(instantOfInput('2026-11-20T12:00', 'Asia/Jayapura')).toBe(noon);
    expect(instantOfInput('', 'UTC')).toBeNull();
  });

  it('goes back out of a zoom step by step, as the browser does, and from a link to the present', async () => {
    const address = reactive({
      from: 'now/d',
      to: 'now',
      get frozen() {
        return !this.from.startsWith('now');
      },
      change(range: { from?: string; to?: string }) {
        Object.assign(address, range);
      },
    });
    const { goBack, zoomed } = useRangeReturn(address);
    const zoom = async (from: string, to: string) => {
      address.change({ from, to });
      await nextTick();
    };
    await zoom('2026-11-20T04:00:00Z', '2026-11-20T06:00:00Z');
    await zoom('2026-11-20T05:00:00Z', '2026-11-20T06:00:00Z');
    expect(zoomed.value).toBe(true);
    await zoom('2026-11-20T04:00:00Z', '2026-11-20T06:00:00Z'); // the browser's Back
    goBack();
    expect([address.from, address.to]).toEqual(['now/d', 'now']);
    await nextTick();
    await zoom('2026-11-20T04:00:00Z', '2026-11-20T06:00:00Z');
    await zoom('2026-11-20T05:00:00Z', '2026-11-20T06:00:00Z');
    goBack();
    await nextTick();
    expect(address.from).toBe('2026-11-20T04:00:00Z');
  });
});
