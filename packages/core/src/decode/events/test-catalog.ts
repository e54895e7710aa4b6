import type { Catalog } from '@tidewatch/contract';
import { normaliseCatalog } from '../../catalog/normalise-catalog.ts';

/** A catalog of plain definitions, for tests beside the code. Throws with every problem. */
export function catalogOf(...definitions: readonly Record<string, unknown>[]): Catalog {
  const documents = definitions.map((value) => ({
    file: 'test.yaml',
    value,
    position: () => ({ line: 1, column: 1 }),
  }));
  const { catalog, problems } = normaliseCatalog(documents);
  if (catalog === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return catalog;
}

/** An event type with a field of every kind. */
export const orderPlaced = {
  event: 'order.placed',
  data: {
    orderId: { type: 'string', required: true },
    city: { type: 'string', dimension: true },
    items: { type: 'integer' },
    weight: { type: 'number' },
    express: { type: 'boolean' },
    placedAt: { type: 'timestamp' },
    amount: { type: 'money', currency: 'IDR' },
  },
};
