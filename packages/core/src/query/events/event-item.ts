import type { Access } from '@tidewatch/contract/access';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { FieldDefinition } from '@tidewatch/contract/catalog/event-definition';
import type { EventItem, FieldValue } from '@tidewatch/contract/events';
import { currencyScale } from '../../catalog/currency-scale.ts';
import { eventKey } from './event-key.ts';
import type { IndexedEvent } from '../../ports/metric-store.ts';

/** Makes items for people: declared fields in API units (money in major units, timestamps in ISO 8601), personal data masked. */
export function eventItems(catalog: Catalog, access: Access): (event: IndexedEvent) => EventItem {
  const fields = new Map(catalog.events.map(({ event, data }) => [event, Object.entries(data)]));
  return ({ topic, partition, offset, appendTime, event }) => {
    const data: Record<string, string | number | boolean | null> = {};
    const masked: string[] = [];
    for (const [name, field] of fields.get(event.type) ?? []) {
      const value = event.data[name] ?? null;
      const hidden = field.pii && !access.showPii;
      if (hidden && value !== null) masked.push(name);
      data[name] = hidden ? null : shownValue(value, field);
    }
    return {
      // Made when it is asked for: a busy feed sends few of the events that it reads.
      get key() {
        return eventKey(event);
      },
      topic,
      partition,
      offset,
      id: event.id,
      source: event.source,
      type: event.type,
      time: isoText(event.time),
      appendedAt: isoText(appendTime),
      subject: event.subject,
      data,
      ...(masked.length === 0 ? {} : { masked }),
    };
  };
}

function shownValue(value: FieldValue, field: FieldDefinition): string | number | boolean | null {
  if (field.type === 'timestamp' && value !== null) return isoText(Number(value));
  if (field.type === 'money' && value !== null) return Number(value) / (currencyScale(field.currency ?? '') ?? 1);
  // JSON numbers beyond 2^53 lose digits in most readers, so these travel as text.
  return typeof value === 'bigint' ? String(value) : value;
}

function isoText(epochMs: number): string {
  return Number.isFinite(epochMs) && Math.abs(epochMs) <= 8.64e15 ? new Date(epochMs).toISOString() : String(epochMs);
}
