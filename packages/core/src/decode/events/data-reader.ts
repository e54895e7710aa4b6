import type { EventDefinition, FieldValue } from '@tidewatch/contract';
import { jsonDepthMax } from '@tidewatch/contract';
import { currencyScale } from '../../catalog/currency-scale.ts';
import { isDeeperThan } from '../json/read-json.ts';
import type { FieldReader } from './field-reader.ts';
import { fieldReader, inexact } from './field-reader.ts';

export type EventData = Readonly<Record<string, FieldValue>>;

/** What is wrong with data; `inexact` when integers have to be parsed again from the text. */
export interface DataProblem {
  readonly code: 'invalid_data' | 'invalid_json' | 'inexact';
  readonly detail: string;
}

/**
 * Reads the data of one event type: declared fields only, absent ones null. Where nothing is undeclared the data itself becomes the
 * result, which saves a copy of every event.
 */
export type DataReader = (raw: Readonly<Record<string, unknown>>) => EventData | DataProblem;

export const isDataProblem = (result: EventData | DataProblem): result is DataProblem => result instanceof Problem;

class Problem implements DataProblem {
  readonly code: DataProblem['code'];
  readonly detail: string;

  constructor(code: DataProblem['code'], detail: string) {
    this.code = code;
    this.detail = detail;
  }
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value);

/** Undeclared fields are dropped; nested ones only have to be shallow enough. */
function isTooDeep(raw: Readonly<Record<string, unknown>>): boolean {
  for (const key in raw) {
    const value = raw[key];
    if (typeof value === 'object' && value !== null && isDeeperThan(value, jsonDepthMax - 2)) return true;
  }
  return false;
}

function keyCount(raw: Readonly<Record<string, unknown>>): number {
  let count = 0;
  for (const _key in raw) count++;
  return count;
}

const tooDeep = new Problem('invalid_json', `data is nested deeper than ${jsonDepthMax} levels`);

/** Makes the reader of an event type; `mapped` for values that a source's expressions give. */
export function dataReader({ data }: EventDefinition, mapped: boolean): DataReader {
  const fields = Object.entries(data);
  const names = fields.map(([name]) => name);
  const readers: FieldReader[] = fields.map(([, field]) => fieldReader(field, mapped));
  const required = fields.map(([, field]) => field.required);
  const types = fields.map(([, { type, currency }]) => {
    if (currency === undefined) return type;
    const decimals = Math.round(Math.log10(currencyScale(currency) ?? 1));
    return `${type} (${currency}, ${decimals === 0 ? 'no' : `at most ${decimals}`} decimals)`;
  });
  const length = names.length;

  const problemOf = (index: number, value: unknown): Problem => {
    if (value === undefined || value === null)
      return new Problem('invalid_data', `field "${names[index]}" is required`);
    return new Problem('invalid_data', `field "${names[index]}" must be ${types[index]}, not this ${kindOf(value)}`);
  };
  const declared = (read: EventData): EventData => Object.fromEntries(names.map((name) => [name, read[name] ?? null]));

  return (raw) => {
    const read = raw as Record<string, FieldValue>;
    let undeclared = keyCount(raw);
    for (let index = 0; index < length; index++) {
      const name = names[index] as string;
      const value: unknown = read[name];
      if (value !== undefined) undeclared--;
      if (value === undefined || value === null) {
        if (required[index]) return isTooDeep(raw) ? tooDeep : problemOf(index, value);
        if (value === undefined) read[name] = null;
        continue;
      }
      const result = (readers[index] as FieldReader)(value);
      if (result === value) continue;
      if (result === undefined) return isTooDeep(raw) ? tooDeep : problemOf(index, value);
      if (result === inexact) return new Problem('inexact', `field "${name}" must be ${types[index]}`);
      read[name] = result;
    }
    if (undeclared === 0) return read;
    return isTooDeep(raw) ? tooDeep : declared(read);
  };
}
