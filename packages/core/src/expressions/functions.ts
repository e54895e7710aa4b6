import { parseTime } from '../decode/time/parse-time.ts';
import { decimalFromBase64 } from './decimal-from-base64.ts';
import { checkedInt } from './operators.ts';
import type { ExpressionType } from './types.ts';
import { types } from './types.ts';
import { Duration, EvaluationFault, Timestamp, typeWord } from './values.ts';

/** A function or method of the language. Null in any argument gives null without calling `run`. */
export interface ExpressionFunction {
  /** Allowed kinds per argument, the receiver first for methods. `dyn` and null fit everywhere. */
  readonly takes: readonly (readonly ExpressionType['kind'][])[];
  readonly gives: ExpressionType;
  readonly run: (...args: readonly never[]) => unknown;
}

type Kinds = readonly ExpressionType['kind'][];

const fault = (name: string, value: unknown): never => {
  throw new EvaluationFault(`${name}() cannot convert this ${typeWord(value)}`);
};

const numbers: Kinds = ['int', 'double'];
const string: Kinds = ['string'];

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return `${value}`;
  if (typeof value === 'number') return `${value}`;
  if (value instanceof Timestamp) return new Date(value.ms).toISOString();
  return fault('string', value);
}

function toInt(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return BigInt(Math.trunc(value));
  if (typeof value === 'string' && /^[+-]?\d{1,19}$/.test(value)) return checkedInt(BigInt(value.replace('+', '')));
  if (value instanceof Timestamp) return BigInt(Math.floor(value.ms / 1000));
  return fault('int', value);
}

function toDouble(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return Number(value);
  return fault('double', value);
}

function toBool(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === '1' || value === 't') return true;
  if (value === 'false' || value === '0' || value === 'f') return false;
  return fault('bool', value);
}

function toTimestamp(value: unknown): Timestamp {
  if (value instanceof Timestamp) return value;
  if (typeof value === 'bigint') return new Timestamp(Number(value) * 1000);
  if (typeof value === 'string') {
    const ms = parseTime(value);
    if (!Number.isNaN(ms)) return new Timestamp(ms);
  }
  return fault('timestamp', value);
}

const durationUnitsMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

function toDuration(text: string): Duration {
  const parts = /^-?(\d+(\.\d+)?(ms|h|m|s))+$/.test(text)
    ? text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)
    : fault('duration', text);
  let ms = 0;
  for (const [, amount, unit] of parts) ms += Number(amount) * (durationUnitsMs[unit ?? ''] ?? 0);
  return new Duration(text.startsWith('-') ? -ms : ms);
}

/** Numbers of Debezium and JSON arrive as double or, beyond 2^53, as int. */
const fromUnits =
  (perMs: number) =>
  (value: number | bigint): Timestamp =>
    new Timestamp(typeof value === 'bigint' ? Number(value / BigInt(perMs)) : Math.floor(value / perMs));

function size(value: unknown): bigint {
  if (typeof value === 'string') return BigInt([...value].length);
  if (Array.isArray(value)) return BigInt(value.length);
  if (typeof value === 'object' && value !== null) return BigInt(Object.keys(value).length);
  return fault('size', value);
}

export const functions: Readonly<Record<string, ExpressionFunction>> = {
  string: { takes: [['string', 'int', 'double', 'bool', 'timestamp']], gives: types.string, run: toText },
  int: { takes: [['string', 'int', 'double', 'timestamp']], gives: types.int, run: toInt },
  double: { takes: [['string', 'int', 'double']], gives: types.double, run: toDouble },
  bool: { takes: [['string', 'bool']], gives: types.bool, run: toBool },
  timestamp: { takes: [['string', 'int', 'timestamp']], gives: types.timestamp, run: toTimestamp },
  duration: { takes: [string], gives: types.duration, run: toDuration },
  fromMillis: { takes: [numbers], gives: types.timestamp, run: fromUnits(1) },
  fromMicros: { takes: [numbers], gives: types.timestamp, run: fromUnits(1000) },
  fromDecimal: {
    takes: [string, numbers],
    gives: types.string,
    run: (text: string, scale: number | bigint) => decimalFromBase64(text, Number(scale)),
  },
  size: { takes: [['string', 'list', 'row', 'record']], gives: types.int, run: size },
  dyn: {
    takes: [['string', 'int', 'double', 'bool', 'timestamp', 'duration', 'list', 'row']],
    gives: types.dyn,
    run: (value: unknown) => value,
  },
};

const part = (ofDate: (date: Date) => number, unitMs: number) => ({
  takes: [['timestamp', 'duration'] as const],
  gives: types.int,
  run: (value: Timestamp | Duration) =>
    BigInt(value instanceof Timestamp ? ofDate(new Date(value.ms)) : Math.trunc(value.ms / unitMs)),
});

const datePart = (ofDate: (date: Date) => number) => ({
  takes: [['timestamp'] as const],
  gives: types.int,
  run: (value: Timestamp) => BigInt(ofDate(new Date(value.ms))),
});

function substring(text: string, from: bigint | number, to?: bigint | number): string {
  const start = Number(from);
  const end = to === undefined ? text.length : Number(to);
  if (start < 0 || start > text.length || end < start || end > text.length)
    throw new EvaluationFault('substring() out of range');
  return text.slice(start, end);
}

/** Methods by name and number of arguments without the receiver. Parts of a timestamp are UTC: the zone of the machine must not matter. */
export const methods: Readonly<Record<string, readonly ExpressionFunction[]>> = {
  contains: [{ takes: [string, string], gives: types.bool, run: (text: string, part: string) => text.includes(part) }],
  startsWith: [
    { takes: [string, string], gives: types.bool, run: (text: string, part: string) => text.startsWith(part) },
  ],
  endsWith: [{ takes: [string, string], gives: types.bool, run: (text: string, part: string) => text.endsWith(part) }],
  indexOf: [
    { takes: [string, string], gives: types.int, run: (text: string, part: string) => BigInt(text.indexOf(part)) },
  ],
  lowerAscii: [
    {
      takes: [string],
      gives: types.string,
      run: (text: string) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase()),
    },
  ],
  upperAscii: [
    {
      takes: [string],
      gives: types.string,
      run: (text: string) => text.replace(/[a-z]+/g, (part) => part.toUpperCase()),
    },
  ],
  trim: [{ takes: [string], gives: types.string, run: (text: string) => text.trim() }],
  substring: [
    { takes: [string, numbers], gives: types.string, run: substring },
    { takes: [string, numbers, numbers], gives: types.string, run: substring },
  ],
  split: [
    {
      takes: [string, string],
      gives: { kind: 'list', of: types.string },
      run: (text: string, by: string) => text.split(by),
    },
  ],
  size: [{ takes: [['string', 'list', 'row']], gives: types.int, run: size }],
  getFullYear: [datePart((date) => date.getUTCFullYear())],
  getMonth: [datePart((date) => date.getUTCMonth())],
  getDate: [datePart((date) => date.getUTCDate())],
  getDayOfMonth: [datePart((date) => date.getUTCDate() - 1)],
  getDayOfWeek: [datePart((date) => date.getUTCDay())],
  getHours: [part((date) => date.getUTCHours(), 3_600_000)],
  getMinutes: [part((date) => date.getUTCMinutes(), 60_000)],
  getSeconds: [part((date) => date.getUTCSeconds(), 1000)],
  getMilliseconds: [part((date) => date.getUTCMilliseconds(), 1)],
};
