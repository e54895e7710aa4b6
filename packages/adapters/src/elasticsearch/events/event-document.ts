import type { Catalog, FieldValue } from '@tidewatch/contract';
import type { IndexedEvent } from '@tidewatch/core/ports/metric-store';
import type { BulkOperation } from '../bulk/bulk-operation.ts';
import type { IndexNames } from '../indices/index-names.ts';
import { documentId, keyOf } from '../indices/keys.ts';
import { indexedValue } from './indexed-value.ts';

/** An event as it is stored: what can be searched, and the whole in `body`. */
export interface EventDocument {
  readonly '@timestamp': number;
  readonly type: string;
  readonly source: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Orders events of one record. */
  readonly tie: string;
  readonly body: string;
  readonly data: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
}

export type FieldTypes = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Declared types by event type and field. */
export function fieldTypesOf(catalog: Catalog): FieldTypes {
  return new Map(
    catalog.events.map((event) => [
      event.event,
      new Map(Object.entries(event.data).map(([name, field]) => [name, field.type])),
    ]),
  );
}

export function eventOperation(names: IndexNames, indexed: IndexedEvent, types: FieldTypes): BulkOperation {
  const { event, topic, partition, offset } = indexed;
  const id = documentId([topic, partition, event.source, event.id]);
  const document = (): EventDocument => ({
    '@timestamp': event.time,
    type: event.type,
    source: keyOf(event.source),
    topic,
    partition,
    offset,
    tie: id,
    body: encodeEvent(indexed),
    data: fieldsOf(event.data, types.get(event.type)),
  });
  // The same coordinates come again after a crash, or decoded by a newer catalog: equal versions replace.
  return {
    index: names.events(event.time),
    id,
    version: offset + 1,
    versionType: 'external_gte',
    source: () => JSON.stringify(document()),
    subject: event.type,
  };
}

function fieldsOf(
  data: Readonly<Record<string, FieldValue>>,
  types: ReadonlyMap<string, string> = new Map(),
): EventDocument['data'] {
  const fields: Record<string, Record<string, string | number | boolean>> = {};
  for (const [name, value] of Object.entries(data)) {
    const type = types.get(name);
    const indexed = type === undefined ? null : indexedValue(type, value);
    if (type !== undefined && indexed !== null) (fields[type] ??= {})[name] = indexed;
  }
  return fields;
}

const integerMark = '\u0000n';

/** JSON text of an event; integers as bigint carry a mark, texts that begin with it carry it twice. */
function encodeEvent(event: IndexedEvent): string {
  return JSON.stringify(event, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${integerMark}${value}`;
    return typeof value === 'string' && value.startsWith('\u0000') ? `\u0000${value}` : value;
  });
}

export function decodeEvent(body: string): IndexedEvent {
  return JSON.parse(body, (_, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith('\u0000')) return value;
    return value.startsWith(integerMark) ? BigInt(value.slice(integerMark.length)) : value.slice(1);
  }) as IndexedEvent;
}
