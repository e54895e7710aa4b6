import type { Catalog } from '@tidewatch/contract';
import { dimensionKey } from './keys.ts';

/** Version of everything that is stored: a template that says more was written by a newer program. */
export const storedVersion = 1;

type Property = Readonly<Record<string, unknown>>;
export type Properties = Readonly<Record<string, Property>>;

const keyword: Property = { type: 'keyword' };
/** Read from the column only. */
const column = (type: string): Property => ({ type, index: false });
/** Read from the source only. */
const stored: Property = { type: 'keyword', index: false, doc_values: false };

export const rollupProperties: Properties = {
  '@timestamp': { type: 'date', format: 'epoch_millis' },
  metric: keyword,
  grain: keyword,
  finest: { type: 'boolean', doc_values: false },
  origin: keyword,
  slice: { type: 'long' },
  through: { type: 'long', index: false, doc_values: false },
  // An integer is hi × 2^30 + lo: see number-columns.
  lo: column('long'),
  hi: column('long'),
  real: column('double'),
  n: column('long'),
  opaque: { type: 'boolean', doc_values: false },
  sketch: { type: 'binary' },
  wide: stored,
  group: stored,
};

export const eventProperties: Properties = {
  '@timestamp': { type: 'date', format: 'epoch_millis' },
  type: keyword,
  source: keyword,
  topic: keyword,
  partition: { type: 'integer' },
  offset: { type: 'long' },
  tie: keyword,
  body: stored,
};

export const progressProperties: Properties = {
  origin: keyword,
  body: stored,
};

/** One keyword for each dimension that some metric of the catalog has. */
export function dimensionProperties(catalog: Catalog): Properties {
  const names = new Set(catalog.metrics.flatMap((metric) => metric.by));
  return Object.fromEntries([...names].map((name) => [dimensionKey(name), keyword]));
}

/** The type of the index field for each declared type. */
export const fieldIndexTypes = {
  string: 'keyword',
  number: 'double',
  integer: 'long',
  money: 'long',
  boolean: 'boolean',
  timestamp: 'date',
} as const;

/**
 * Fields of events by declared type: `data.string.orderId`, `data.money.amount`. Two event types may declare one name with
 * different types, and a type may change: each has its own place then.
 */
export function fieldProperties(catalog: Catalog): Properties {
  const types = new Map<string, Record<string, Property>>();
  for (const event of catalog.events) {
    for (const [name, field] of Object.entries(event.data)) {
      const fields = types.get(field.type) ?? {};
      const type = fieldIndexTypes[field.type];
      fields[name] = type === 'date' ? { type, format: 'epoch_millis' } : { type };
      types.set(field.type, fields);
    }
  }
  return Object.fromEntries([...types].map(([type, properties]) => [type, { properties }]));
}
