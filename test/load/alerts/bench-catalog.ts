import type { Catalog } from '@tidewatch/contract';
import { normaliseCatalog } from '@tidewatch/core/catalog/normalise-catalog';

/** Orders by merchant. */
export const orderPlaced = { event: 'order.placed', data: { merchantId: { type: 'string', dimension: true } } };

/** A count of them, by its number. */
export const ordersMetric = (index: number, more: object = {}): object => ({
  metric: `orders_${index}`,
  from: ['order.placed'],
  by: ['merchantId'],
  measure: 'count',
  ...more,
});

export function catalogOf(documents: readonly unknown[]): Catalog {
  const { catalog, problems } = normaliseCatalog(
    documents.map((value) => ({ file: 'bench', value, position: () => ({ line: 1, column: 1 }) })),
  );
  if (catalog === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return catalog;
}
