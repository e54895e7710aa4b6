import type { MetricItem } from '@tidewatch/contract/queries';
import { expect, it } from 'vitest';
import { feedSource, isRareType, headlineMetrics, mainMetric, shownMetrics } from './definitions.ts';

const metric = (name: string, over: Partial<MetricItem> = {}): MetricItem => ({
  metric: name,
  title: name,
  description: '',
  unit: null,
  by: [],
  grain: '1m',
  measure: 'count',
  formula: null,
  quantiles: [],
  from: [`${name}.happened`],
  good: null,
  target: null,
  owner: 'ops',
  builtIn: false,
  asOf: null,
  healthy: true,
  ...over,
});

const orders = metric('orders', { good: 'up', target: { perDay: 100 } });
const cancellations = metric('cancellations', {
  good: 'down',
  target: { perDay: 10 },
  from: ['order.cancelled'],
  by: ['city', 'reason'],
});
const claims = metric('claims', { good: 'down' });
const cancelledOrders = metric('cancelled_orders', { good: 'down', from: ['order.cancelled'], by: ['city'] });
const rate = metric('rate', { formula: 'cancelled_orders / orders', from: [], unit: 'percent' });

it('shows neither built-in counters nor the helper of a formula', () => {
  const metrics = [orders, cancellations, cancelledOrders, rate, metric('tidewatch_read', { builtIn: true })];
  expect(shownMetrics({ metrics })).toEqual([cancellations, orders, rate]);
});

it('shows what is in a formula and nowhere else', () => {
  expect(shownMetrics({ metrics: [cancelledOrders, orders, rate] })).toEqual([cancelledOrders, orders, rate]);
});

it('keeps the metrics of an owner together, those of the main metric first', () => {
  const metrics = [metric('a', { owner: 'finance' }), orders, metric('b', { owner: 'clinics' }), cancellations];
  expect(shownMetrics({ metrics }).map(({ metric: name }) => name)).toEqual(['cancellations', 'orders', 'b', 'a']);
});

it('puts the first limited count first, else what should be rare, else the first', () => {
  expect(mainMetric([orders, claims, cancellations])).toBe(cancellations);
  expect(mainMetric([orders, claims])).toBe(claims);
  expect(mainMetric([orders, rate])).toBe(orders);
  expect(mainMetric([])).toBeNull();
});

it('has headlines with targets first', () => {
  expect(headlineMetrics([rate, orders, cancellations])).toEqual([orders, rate]);
});

it('feeds the events of limited counts, those of the main metric where there is none', () => {
  expect(feedSource([orders, cancellations, claims])).toEqual({ types: ['order.cancelled'] });
  expect(feedSource([orders])).toEqual({ types: ['orders.happened'] });
  expect(feedSource([])).toEqual({ types: [] });
});

it('knows the events that there should be few of', () => {
  const all = [orders, cancellations, claims];
  expect(['order.cancelled', 'orders.happened'].map((type) => isRareType(type, all))).toEqual([true, false]);
});
