import type { Catalog } from '@tidewatch/contract';
import { normaliseCatalog } from '@tidewatch/core/catalog/normalise-catalog';

const text = { title: 'x', description: 'x', owner: 'test' };
const keep = { '1m': '35d', '1h': '400d' };
const order = {
  event: 'order.cancelled',
  ...text,
  data: { city: { type: 'string', dimension: true }, pieces: { type: 'integer' } },
};
const visit = { event: 'visit.done', ...text, data: { city: { type: 'string', dimension: true } } };

/** Two states of the definitions: the second knows one more event type and counts otherwise. */
export const firstCatalog = catalogOf([
  order,
  { metric: 'cancellations', ...text, from: ['order.cancelled'], by: ['city'], measure: 'count', keep, groupsMax: 3 },
  { metric: 'pieces', ...text, from: ['order.cancelled'], by: [], measure: 'sum', field: 'event.data.pieces', keep },
]);

export const secondCatalog = catalogOf([
  order,
  visit,
  {
    metric: 'cancellations',
    ...text,
    from: ['order.cancelled', 'visit.done'],
    by: ['city'],
    measure: 'count',
    keep,
    groupsMax: 2,
  },
  { metric: 'pieces', ...text, from: ['order.cancelled'], by: [], measure: 'sum', field: 'event.data.pieces', keep },
]);

function catalogOf(definitions: readonly Record<string, unknown>[]): Catalog {
  const documents = definitions.map((value) => ({
    file: 'test.yaml',
    value,
    position: () => ({ line: 1, column: 1 }),
  }));
  const { catalog, problems } = normaliseCatalog(documents);
  if (catalog === null) throw new Error(problems.map((problem) => problem.message).join('\n'));
  return catalog;
}
