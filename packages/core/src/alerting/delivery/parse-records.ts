import { TidewatchError } from '@tidewatch/contract/errors';
import type { NotificationRecord } from '@tidewatch/contract/operations/notifications';
import { silenceOperationSchema, type SilenceOperation } from '@tidewatch/contract/operations/silences';
import { jsonObject } from '../../log/json-object.ts';

/** A record of the topic `notifications`; null for none that can be read. Throws `newer_format`. */
export function notificationRecordOf(value: Uint8Array | null): NotificationRecord | null {
  const record = recordOf(value, 'notifications');
  const usable = record?.['kind'] === 'notification' && typeof record['id'] === 'string';
  return usable ? (record as unknown as NotificationRecord) : null;
}

/** A record of the topic `operations` about silences; null for any other, and for one of a newer version. */
export function silenceOperationOf(value: Uint8Array | null): SilenceOperation | null {
  return silenceOperationSchema.safeParse(jsonObject(value)).data ?? null;
}

function recordOf(value: Uint8Array | null, topic: string): Readonly<Record<string, unknown>> | null {
  const record = jsonObject(value);
  if (typeof record?.['v'] === 'number' && record['v'] > 1) {
    throw new TidewatchError(
      'newer_format',
      `The topic ${topic} was written by a newer version (v${record['v']}). Update this installation.`,
    );
  }
  return record?.['v'] === 1 ? record : null;
}
