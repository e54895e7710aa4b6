import { TidewatchError } from '@tidewatch/contract/errors';
import type { NotificationRecord } from '@tidewatch/contract/operations/notifications';
import { silenceOperationKinds, type SilenceOperation } from '@tidewatch/contract/operations/silences';
import { textOfUtf8 } from '../../decode/utf8.ts';

/** A record of the topic `notifications`; null for none that can be read. Throws `newer_format`. */
export function notificationRecordOf(value: Uint8Array | null): NotificationRecord | null {
  const record = recordOf(value, 'notifications');
  const usable = record?.['kind'] === 'notification' && typeof record['id'] === 'string';
  return usable ? (record as unknown as NotificationRecord) : null;
}

/** A record of the topic `operations` about silences; null for any other, and for one of a newer version. */
export function silenceOperationOf(value: Uint8Array | null): SilenceOperation | null {
  const record = objectOf(value);
  const isAboutSilences = record?.['v'] === 1 && silenceOperationKinds.some((kind) => kind === record['kind']);
  return isAboutSilences ? (record as unknown as SilenceOperation) : null;
}

function recordOf(value: Uint8Array | null, topic: string): Readonly<Record<string, unknown>> | null {
  const record = objectOf(value);
  if (typeof record?.['v'] === 'number' && record['v'] > 1) {
    throw new TidewatchError(
      'newer_format',
      `The topic ${topic} was written by a newer version (v${record['v']}). Update this installation.`,
    );
  }
  return record?.['v'] === 1 ? record : null;
}

function objectOf(value: Uint8Array | null): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = value === null ? null : JSON.parse(textOfUtf8(value));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
