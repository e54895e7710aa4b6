import { textOfUtf8 } from '../decode/utf8.ts';

/** The JSON object that a record's value is; null for anything else. */
export function jsonObject(value: Uint8Array | null): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = value === null ? null : JSON.parse(textOfUtf8(value));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
