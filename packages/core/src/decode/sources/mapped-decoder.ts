import type { Catalog, SourceDefinition } from '@tidewatch/contract';
import type { LogRecord } from '../../ports/event-log.ts';
import type { DecodedRecord } from '../../stream/decoded.ts';
import { recordOfDead, skippedRecord } from './decoded-record.ts';
import { DeadEvent } from '../events/dead-event.ts';
import { readJson } from '../json/read-json.ts';
import { textOfUtf8 } from '../utf8.ts';
import { changeEvent } from './change-event.ts';
import { emitter } from './emitter.ts';

/** Largest record of a foreign topic in bytes: rows before and after a change, and the schema part, need more room than an event. */
export const mappedRecordBytesMax = 1024 * 1024;

type Scope = Readonly<Record<string, unknown>>;

function textOf(bytes: Uint8Array): string | null {
  try {
    return textOfUtf8(bytes);
  } catch {
    return null;
  }
}

/** A key that is a JSON object reads as one, any other as text. */
function keyOf(bytes: Uint8Array | null): unknown {
  const text = bytes === null ? null : textOf(bytes);
  return text?.startsWith('{') === true ? (readJson(text) ?? text) : text;
}

/** The variables of a record, 'none' for a record that means nothing, or why it cannot be read. */
function scopeOf(source: SourceDefinition, record: LogRecord): Scope | 'none' | DeadEvent {
  const dead = (code: DeadEvent['code'], detail: string) => new DeadEvent(code, detail, null, source.source);
  if (record.value === null)
    return source.format === 'debezium' ? 'none' : dead('empty_value', 'the record has no value');
  if (record.value.length > mappedRecordBytesMax)
    return dead('too_large', `the record is larger than ${mappedRecordBytesMax / 1024} KiB`);
  const text = textOf(record.value);
  if (text === null) return dead('invalid_utf8', 'the bytes are not UTF-8');
  const value = readJson(text);
  if (value === undefined) return dead('invalid_json', 'the text is not JSON, or nested too deep');
  if (source.format !== 'debezium') return { value, key: keyOf(record.key) };
  const change = changeEvent(value);
  if (change === null) return dead('invalid_change', 'the record is not a Debezium change event');
  return change === 'none' ? change : { ...change };
}

/** Decodes the records of a topic with `format: json` or `debezium`. */
export function mappedDecoder(source: SourceDefinition, catalog: Catalog): (record: LogRecord) => DecodedRecord {
  const emit = emitter(source, catalog);
  return (record) => {
    const { offset, appendTime } = record;
    const scope = scopeOf(source, record);
    if (scope === 'none') return skippedRecord(offset, appendTime, 0);
    if (scope instanceof DeadEvent) return recordOfDead(offset, appendTime, scope);
    const { events, dead, expressionErrors } = emit(scope, appendTime);
    if (events.length === 0 && dead.length === 0) return skippedRecord(offset, appendTime, expressionErrors);
    return { offset, appendTime, outcome: 'used', events, dead, duplicates: [], expressionErrors };
  };
}
