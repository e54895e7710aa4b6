import { alertRecordVersion, type AlertTransition, type EvaluatedRecord } from '@tidewatch/contract/alerts';
import { TidewatchError } from '@tidewatch/contract/errors';
import { textOfUtf8 } from '../../decode/utf8.ts';

/** How far rules were evaluated, as a record of the topic `alerts` says; null for any other record. */
export function parseEvaluated(value: Uint8Array | null): number | null {
  const record: Partial<EvaluatedRecord> | null = parsed(value);
  return record?.v === alertRecordVersion && record.kind === 'evaluated' && typeof record.at === 'number'
    ? record.at
    : null;
}

/** A record of the topic `alerts`; null for one of another kind or form. Throws `newer_format` for a newer version. */
export function parseTransition(value: Uint8Array | null): AlertTransition | null {
  const record: Partial<AlertTransition> | null = parsed(value);
  if (record === null) return null;
  if (typeof record.v === 'number' && record.v > alertRecordVersion) {
    throw new TidewatchError(
      'newer_format',
      `The topic alerts was written by a newer version (v${record.v}). Update this installation.`,
    );
  }
  const isOurs =
    record.v === alertRecordVersion &&
    record.kind === 'transition' &&
    typeof record.id === 'string' &&
    typeof record.sequence === 'number' &&
    typeof record.alert === 'object';
  return isOurs ? (record as AlertTransition) : null;
}

function parsed(value: Uint8Array | null): object | null {
  if (value === null) return null;
  try {
    const record: unknown = JSON.parse(textOfUtf8(value));
    return typeof record === 'object' ? record : null;
  } catch {
    return null;
  }
}
