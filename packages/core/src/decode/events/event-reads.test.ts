import { expect, it } from 'vitest';
import { readByMetrics } from './event-reads.ts';
import { catalogOf, orderPlaced } from './test-catalog.ts';

const visit = { event: 'visit.done', data: { city: { type: 'string', dimension: true } } };
const counted = { from: ['order.placed'], measure: 'count' };

it('finds what metrics read: dimensions, fields, conditions', () => {
  const reads = readByMetrics(
    catalogOf(
      orderPlaced,
      visit,
      { metric: 'a', ...counted, by: ['city', 'event.type'], where: 'event.data.express == true' },
      { metric: 'b', from: ['order.placed'], measure: 'distinct', field: 'event.subject' },
      { metric: 'c', from: ['order.placed'], measure: 'sum', field: 'event.data.amount' },
    ),
  );
  expect(reads.get('order.placed')).toEqual({ id: false, subject: true, data: new Set(['city', 'express', 'amount']) });
  expect(reads.get('visit.done')).toEqual({ id: false, subject: false, data: new Set() });
});

it('knows nothing of a type with an expression that has to be evaluated', () => {
  const where = 'event.data.amount >= 100 && event.id != "x"';
  const reads = readByMetrics(catalogOf(orderPlaced, visit, { metric: 'a', ...counted, where }));
  expect([...reads.keys()]).toEqual(['visit.done']);
});
