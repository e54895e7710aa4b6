import { alertRecordVersion, type AlertRecord } from '@tidewatch/contract/alerts';
import { TidewatchError } from '@tidewatch/contract/errors';
import { jsonObject } from '../../log/json-object.ts';

/** A record of the topic `alerts`; null for what has another form. Throws `newer_format` for a newer version. */
export function parseAlertRecord(value: Uint8Array | null): AlertRecord | null {
  const record: Partial<AlertRecord> | null = jsonObject(value);
  if (record === null) return null;
  if (typeof record.v === 'number' && record.v > alertRecordVersion) {
    throw new TidewatchError(
      'newer_format',
      `The topic alerts was written by a newer version (v${record.v}). Update this installation.`,
    );
  }
  return record.v === alertRecordVersion && hasForm(record) ? record : null;
}

function hasForm(record: Partial<AlertRecord>): record is AlertRecord {
  if (record.kind === 'leader') return typeof record.leader === 'string';
  if (record.kind === 'evaluated') return typeof record.at === 'number';
  return (
    record.kind === 'transition' &&
    typeof record.id === 'string' &&
    typeof record.sequence === 'number' &&
    typeof record.at === 'number' &&
    typeof record.alert === 'object' &&
    record.alert !== null
  );
}
