/** The variables of a Debezium record. `null` for a tombstone and for operations that change no row. */
export interface Change {
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly op: string;
  readonly source: Readonly<Record<string, unknown>> | null;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** create, update, delete, read (snapshot). */
const rowOperations = new Set(['c', 'u', 'd', 'r']);
/** truncate, logical message: no row. */
const otherOperations = new Set(['t', 'm']);

const row = (value: unknown): Readonly<Record<string, unknown>> | null | undefined =>
  value === undefined || value === null ? null : isObject(value) ? value : undefined;

/**
 * Reads a Debezium change event (Debezium 3 documentation, "Change event values"), with or without the schema part of
 * Kafka Connect's JSON converter. 'none' for records that change no row, null for anything that is no change event.
 */
export function changeEvent(value: unknown): Change | 'none' | null {
  const payload = isObject(value) && 'schema' in value && 'payload' in value ? value['payload'] : value;
  if (payload === null) return 'none';
  if (!isObject(payload)) return null;
  const { op } = payload;
  if (typeof op !== 'string') return null;
  if (otherOperations.has(op)) return 'none';
  if (!rowOperations.has(op)) return null;
  const before = row(payload['before']);
  const after = row(payload['after']);
  if (before === undefined || after === undefined || (before === null && after === null)) return null;
  return { before, after, op, source: row(payload['source']) ?? null };
}
