import type { LogRecord } from '../ports/event-log.ts';

/** Bytes of key and value of a record. */
export const bytesOfRecord = (record: LogRecord): number =>
  record.byteLength ?? (record.key?.length ?? 0) + (record.value?.length ?? 0);
