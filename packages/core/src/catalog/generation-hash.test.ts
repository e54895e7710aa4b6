import { expect, it } from 'vitest';
import { catalogOf, orderPlaced } from '../decode/events/test-catalog.ts';
import { generationHash } from './generation-hash.ts';

const source = {
  source: 's',
  topic: 't',
  format: 'json',
  emit: [{ event: 'order.placed', id: 'value.id', time: 'value.at', data: { orderId: 'value.id' } }],
};
const metric = {
  metric: 'orders',
  from: ['order.placed'],
  by: ['city'],
  measure: 'count',
  keep: { '1m': '35d', '1h': '400d' },
};
const hashOf = (...definitions: Record<string, unknown>[]) => generationHash(catalogOf(...definitions));
const base = hashOf(orderPlaced, source, metric);

it('does not change with what the fold does not use, nor with the order of files', () => {
  expect(base).toMatch(/^[0-9a-f]{64}$/);
  expect(hashOf(metric, { ...source, title: 'Other' }, { ...orderPlaced, owner: 'other', keep: '5d' })).toBe(base);
  const shown = {
    title: { en: 'x' },
    description: 'x',
    owner: 'x',
    unit: 'x',
    good: 'down',
    target: { perDay: 3 },
    keep: { '1m': '5d', '1h': '6d' },
  };
  expect(hashOf(orderPlaced, source, { ...metric, ...shown })).toBe(base);
  expect(hashOf(orderPlaced, source, metric, { metric: 'share', formula: 'orders / 2' })).toBe(base);
});

it.each([
  ['where', { ...metric, where: 'event.data.items > 1' }],
  ['by', { ...metric, by: [] }],
  ['measure', { ...metric, measure: 'sum', field: 'event.data.items' }],
  ['grains', { ...metric, keep: { '1m': '35d' } }],
  ['groupsMax', { ...metric, groupsMax: 5 }],
  ['name', { ...metric, metric: 'others' }],
])('changes with the %s of a metric', (_what, changed) => {
  expect(hashOf(orderPlaced, source, changed)).not.toBe(base);
});

it('changes with event types and sources', () => {
  expect(hashOf({ ...orderPlaced, data: { ...orderPlaced.data, items: { type: 'number' } } }, source, metric)).not.toBe(
    base,
  );
  expect(hashOf(orderPlaced, { ...source, topic: 'u' }, metric)).not.toBe(base);
  expect(hashOf(orderPlaced, { ...source, active: false }, metric)).not.toBe(base);
});
