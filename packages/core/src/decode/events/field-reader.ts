import type { FieldDefinition, FieldValue } from '@tidewatch/contract';
import { currencyScale } from '../../catalog/currency-scale.ts';
import { Timestamp } from '../../expressions/values.ts';
import { parseTime } from '../time/parse-time.ts';

/** Given for an integer that JSON.parse has rounded: the text has to be parsed again, exactly. */
export const inexact = Symbol('inexact');

/** The value of a declared field as events hold it, `undefined` for a wrong type. Never called with null. */
export type FieldReader = (value: unknown) => FieldValue | undefined | typeof inexact;

const int64Max = 2n ** 63n;

function readInteger(value: unknown): FieldValue | undefined | typeof inexact {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return value;
    return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? inexact : undefined;
  }
  if (typeof value !== 'bigint' || value >= int64Max || value < -int64Max) return undefined;
  return BigInt.asIntN(54, value) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function readNumber(value: unknown): FieldValue | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'bigint' ? Number(value) : undefined;
}

/** A lone surrogate has no UTF-8, so a dimension with one could not be found again under its own name. */
const isWellFormed = (text: string): boolean => (text as string & { isWellFormed(): boolean }).isWellFormed();

const readText: FieldReader = (value) => (typeof value === 'string' ? value : undefined);
const readDimension: FieldReader = (value) => (typeof value === 'string' && isWellFormed(value) ? value : undefined);
const readBoolean: FieldReader = (value) => (typeof value === 'boolean' ? value : undefined);

function readTimestamp(value: unknown): FieldValue | undefined {
  const ms =
    typeof value === 'string' ? parseTime(value) : value instanceof Timestamp ? Math.floor(value.ms) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Major units to minor units; `undefined` for more decimals than the currency has. */
function moneyFromNumber(value: number, scale: number): FieldValue | undefined | typeof inexact {
  const minor = Math.round(value * scale);
  if (Number.isSafeInteger(minor)) return minor / scale === value ? minor : undefined;
  if (Number.isSafeInteger(value)) return readInteger(BigInt(value) * BigInt(scale));
  return Number.isInteger(value) && Math.abs(minor) < 2 ** 63 ? inexact : undefined;
}

function moneyFromText(text: string, scale: number): FieldValue | undefined {
  const digits = Math.round(Math.log10(scale));
  const match = /^(-?)(\d{1,18})(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const kept = fraction.slice(0, digits).padEnd(digits, '0');
  if (/[1-9]/.test(fraction.slice(digits))) return undefined;
  const minor = BigInt(`${sign}${whole}${kept}`);
  return readInteger(minor) as FieldValue | undefined;
}

/** Amounts arrive in major units. Decimal text is taken from sources only, where a database sends it. */
function moneyReader(scale: number, textAllowed: boolean): FieldReader {
  return (value) => {
    if (typeof value === 'number') return moneyFromNumber(value, scale);
    if (typeof value === 'bigint') return readInteger(value * BigInt(scale));
    return textAllowed && typeof value === 'string' ? moneyFromText(value, scale) : undefined;
  };
}

/** The reader of a declared field; `mapped` for values that a source's expressions give. */
export function fieldReader(field: FieldDefinition, mapped: boolean): FieldReader {
  switch (field.type) {
    case 'string':
      return field.dimension ? readDimension : readText;
    case 'number':
      return readNumber;
    case 'integer':
      return readInteger;
    case 'boolean':
      return readBoolean;
    case 'timestamp':
      return readTimestamp;
    case 'money':
      return moneyReader(currencyScale(field.currency ?? '') ?? 1, mapped);
  }
}
