import type { Catalog, Metric } from '@tidewatch/contract/catalog/catalog';
import type { MetricItem } from '@tidewatch/contract/queries';
import { expect, it, test } from 'vitest';
import { definitionLines } from './definition-lines.ts';
import { freshnessWords } from './freshness-words.ts';
import { metricTexts } from './messages.ts';
import { matchesSearch, metricGroups } from './list/metric-rows.ts';

const item = (name: string, changes: Partial<MetricItem> = {}): MetricItem => ({
  metric: name,
  title: { en: `The ${name}`, id: `Si ${name}` },
  description: 'Counts things.',
  unit: null,
  by: ['city'],
  grain: '1m',
  measure: 'count',
  formula: null,
  quantiles: [],
  from: ['order.cancelled'],
  good: null,
  target: null,
  owner: 'ops-pharmacy',
  builtIn: false,
  asOf: null,
  healthy: true,
  ...changes,
});

it.each([
  ['cancel', true],
  ['THE cancel', true],
  ['pharmacy city', true],
  ['si cancel', false],
  ['order.cancelled things', true],
  ['claims', false],
])('finds %j: %j', (search, found) => {
  expect(matchesSearch(item('cancellations'), search, 'en')).toBe(found);
});

it('keeps what Tidewatch counts about itself apart, each list by title', () => {
  const metrics = [item('b'), item('tidewatch_read', { builtIn: true }), item('a')];
  const { own, pipeline } = metricGroups(metrics, '', 'en');
  expect(own.map(({ metric }) => metric)).toEqual(['a', 'b']);
  expect(pipeline.map(({ metric }) => metric)).toEqual(['tidewatch_read']);
  expect(metricGroups(metrics, 'zzz', 'id')).toEqual({ own: [], pipeline: [] });
});

const metric = {
  metric: 'cancellations',
  from: ['order.cancelled'],
  where: 'event.data.reason != "test"',
  by: ['city', 'event.source'],
  measure: 'count',
  field: null,
  quantiles: [],
  grains: [
    { grain: '1m', ms: 60_000, keepDays: 35 },
    { grain: '1h', ms: 3_600_000, keepDays: 400 },
  ],
  groupsMax: 10_000,
  unit: null,
  good: 'down',
  target: { perDay: 120 },
  owner: 'ops',
} as unknown as Metric;

test('a definition reads as in the catalog', () => {
  const catalog = { metrics: [metric], formulas: [] } as unknown as Catalog;
  const text = definitionLines(catalog, 'cancellations').map(({ key, value }) => `${key}: ${value}`);
  expect(text).toEqual([
    'metric: cancellations',
    'from: [order.cancelled]',
    'where: event.data.reason != "test"',
    'by: [city, event.source]',
    'measure: count',
    'grain: 1m',
    'keep: { 1m: 35d, 1h: 400d }',
    'good: down',
    'target: { perDay: 120 }',
    'owner: ops',
  ]);
  expect(definitionLines(catalog, 'gone')).toEqual([]);
});

test('what the store refused weighs more than age, and no data is not zero', () => {
  const text = metricTexts.en;
  const fresh = { age: 'fresh', behindSeconds: 1, cause: null } as const;
  const stopped = { age: 'stale', behindSeconds: 90, cause: 'stopped' } as const;
  expect(freshnessWords(fresh, { healthy: true, asOf: 1, partial: false }, text, 'en').word).toBe(text.fresh);
  expect(freshnessWords(fresh, { healthy: true, asOf: null, partial: false }, text, 'en').word).toBe(text.noData);
  expect(freshnessWords(fresh, { healthy: true, asOf: 1, partial: true }, text, 'en').word).toBe(text.partial);
  expect(freshnessWords(stopped, { healthy: true, asOf: 1, partial: false }, text, 'en').word).toBe(text.stopped);
  expect(freshnessWords(stopped, { healthy: false, asOf: 1, partial: true }, text, 'en').tone).toBe('bad');
});
