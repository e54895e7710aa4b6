import type { Catalog, Event } from '@tidewatch/contract';
import { eventBytesMax } from '@tidewatch/contract';
import type { LogRecord } from '../../ports/event-log.ts';
import type { DecodedRecord } from '../../stream/decoded.ts';
import { recordOfEvent } from './decoded-record.ts';
import { bytesToEvent } from '../events/check-event.ts';
import { DeadEvent } from '../events/dead-event.ts';
import type { EventReads } from '../events/event-reads.ts';
import { eventChecker, inexactEvent } from '../events/event-checker.ts';
import { readJson } from '../json/read-json.ts';
import { withTemplates } from '../template/template-reader.ts';
import { textOfUtf8 } from '../utf8.ts';

const prefix = 'ce_';

/** Attributes of an event in binary mode (CloudEvents 1.0, Kafka Protocol Binding, section 3.2): headers `ce_…`, the value is the data. */
function envelopeOfHeaders(
  headers: Readonly<Record<string, Uint8Array>>,
  value: Uint8Array | null,
): Readonly<Record<string, unknown>> | DeadEvent {
  const envelope: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  try {
    for (const [name, bytes] of Object.entries(headers)) {
      if (name.startsWith(prefix)) envelope[name.slice(prefix.length)] = textOfUtf8(bytes);
    }
    if (envelope['imported'] !== undefined) envelope['imported'] = envelope['imported'] === 'true';
    if (value === null || value.length === 0) return envelope;
    const data = readJson(textOfUtf8(value));
    if (data === undefined)
      return new DeadEvent(
        'invalid_json',
        'the data is not JSON, or nested too deep',
        envelope['type'],
        envelope['source'],
      );
    return { ...envelope, data };
  } catch {
    return new DeadEvent('invalid_utf8', 'the bytes are not UTF-8');
  }
}

/** Decodes the records of a topic that carries CloudEvents, structured or binary. */
export function cloudEventsDecoder(
  catalog: Catalog,
  reads?: ReadonlyMap<string, EventReads>,
): (record: LogRecord) => DecodedRecord {
  const structured = withTemplates(catalog, bytesToEvent(catalog), reads);
  const check = eventChecker(catalog);

  const binary = (
    headers: Readonly<Record<string, Uint8Array>>,
    { value, appendTime }: LogRecord,
  ): Event | DeadEvent => {
    if (value !== null && value.length > eventBytesMax)
      return new DeadEvent('too_large', `the event is larger than ${eventBytesMax / 1024} KiB`);
    const envelope = envelopeOfHeaders(headers, value);
    if (envelope instanceof DeadEvent) return envelope;
    const result = check(envelope, appendTime);
    return result === inexactEvent
      ? new DeadEvent('invalid_data', 'an integer is beyond 64 bits or not written in digits')
      : result;
  };

  return (record) => {
    const { headers, value } = record;
    if (headers !== undefined && headers['ce_specversion'] !== undefined)
      return recordOfEvent(record, binary(headers, record));
    if (value === null) return recordOfEvent(record, new DeadEvent('empty_value', 'the record has no value'));
    return recordOfEvent(record, structured(value, record.appendTime));
  };
}
