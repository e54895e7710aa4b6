import type { Catalog, CloudEvent, Event, FieldDefinition, FieldValue } from '@tidewatch/contract';
import { currencyScale } from '../catalog/currency-scale.ts';

/** Minor units to the number in major units that JSON carries; exact wherever a double can hold it. */
function majorUnits(minor: number | bigint, currency: string): number | bigint {
  const scale = currencyScale(currency) ?? 1;
  if (typeof minor === 'number') return minor / scale;
  const whole = minor / BigInt(scale);
  return whole * BigInt(scale) === minor ? whole : Number(minor) / scale;
}

function wireValue(value: FieldValue, field: FieldDefinition): unknown {
  if (field.type === 'timestamp') return new Date(Number(value)).toISOString();
  if (field.type === 'money' && (typeof value === 'number' || typeof value === 'bigint'))
    return majorUnits(value, field.currency ?? '');
  return value;
}

/** An event as a producer would send it: decoding it again gives the same event. Write it with `writeJson` (integers may be bigint). */
export function toCloudEvent(catalog: Catalog): (event: Event) => CloudEvent {
  const fields = new Map(catalog.events.map(({ event, data }) => [event, Object.entries(data)]));
  return (event) => {
    const data: Record<string, unknown> = {};
    for (const [name, field] of fields.get(event.type) ?? []) {
      const value = event.data[name] ?? null;
      if (value !== null) data[name] = wireValue(value, field);
    }
    return {
      specversion: '1.0',
      id: event.id,
      source: event.source,
      type: event.type,
      time: new Date(event.time).toISOString(),
      ...(event.subject === null ? {} : { subject: event.subject }),
      ...(event.imported ? { imported: true } : {}),
      ...(event.replayOf === undefined ? {} : { replayof: event.replayOf }),
      data,
    };
  };
}
