import type { FieldValue } from '@tidewatch/contract';
import { keyOf } from '../indices/keys.ts';

const longMin = -(2n ** 63n);
const longMax = 2n ** 63n - 1n;
/** The times that a date can hold (ECMA-262, section 21.4.1.1). */
const timeMax = 8.64e15;

/** The index form of a field's value by declared type; null where it cannot be indexed (the event itself keeps it). */
export function indexedValue(type: string, value: FieldValue): string | number | boolean | null {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? keyOf(value) : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'number':
      return isNumber(value) && Number.isFinite(Number(value)) ? Number(value) : null;
    case 'timestamp':
      return isNumber(value) && Number.isInteger(Number(value)) && Math.abs(Number(value)) <= timeMax
        ? Number(value)
        : null;
    default:
      return isNumber(value) ? longText(String(value)) : null;
  }
}

/** The index form of a text in a search for each declared type that it can be a value of. */
export function searchedValues(text: string): [type: string, value: string | number | boolean][] {
  const values: [string, string | number | boolean][] = [['string', keyOf(text)]];
  if (text === 'true' || text === 'false') values.push(['boolean', text === 'true']);
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) return values;
  values.push(['number', number]);
  const long = longText(text);
  if (long !== null) values.push(['integer', long], ['money', long]);
  if (Number.isInteger(number) && Math.abs(number) <= timeMax) values.push(['timestamp', number]);
  return values;
}

function isNumber(value: FieldValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Decimal text of an integer that a long can hold: as text, because it may be beyond 2^53. */
function longText(text: string): string | null {
  if (!/^-?\d{1,19}$/.test(text)) return null;
  const value = BigInt(text);
  return value >= longMin && value <= longMax ? String(value) : null;
}
