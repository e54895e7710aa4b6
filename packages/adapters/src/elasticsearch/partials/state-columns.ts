import type { EncodedNumber, EncodedState } from '@tidewatch/contract';
import type { MeasureName } from '@tidewatch/contract';
import { integerColumns, integerOf } from './number-columns.ts';

/** A measure's state as fields of a document: numbers that the server can aggregate, or opaque text that is merged here. */
export interface StateColumns {
  readonly lo?: number;
  readonly hi?: number;
  readonly real?: number;
  readonly n?: number;
  readonly opaque?: true;
  /** Base64. */
  readonly sketch?: string;
  /** JSON text of a state that does not fit the columns. */
  readonly wide?: string;
}

const sketches: ReadonlySet<MeasureName> = new Set(['distinct', 'quantiles']);

/** Whether all states of a measure are opaque. */
export function isSketch(measure: MeasureName): boolean {
  return sketches.has(measure);
}

export function columnsOf(measure: MeasureName, state: EncodedState): StateColumns {
  if (isSketch(measure) && typeof state === 'string') return { opaque: true, sketch: state };
  return numbersOf(measure, state) ?? { opaque: true, wide: JSON.stringify(state) };
}

function numbersOf(measure: MeasureName, state: EncodedState): StateColumns | null {
  if (measure === 'min' || measure === 'max') return typeof state === 'number' ? { real: state } : null;
  if (typeof state !== 'object') return sumOf(state);
  const [sum, n] = state;
  const columns = sumOf(sum);
  return columns === null ? null : { ...columns, n };
}

function sumOf(value: EncodedNumber): StateColumns | null {
  if (typeof value === 'string') return /^-?\d+n$/.test(value) ? integerColumns(BigInt(value.slice(0, -1))) : null;
  return Number.isSafeInteger(value) ? integerColumns(value) : { real: value };
}

/** The encoded state that `columnsOf` took apart. */
export function stateOf(columns: StateColumns): EncodedState {
  if (columns.sketch !== undefined) return columns.sketch;
  if (columns.wide !== undefined) return JSON.parse(columns.wide) as EncodedState;
  const value = columns.real ?? encodedInteger(integerOf(columns.lo ?? 0, columns.hi ?? 0));
  return columns.n === undefined ? value : [value, columns.n];
}

export function encodedInteger(value: number | bigint): EncodedNumber {
  return typeof value === 'bigint' ? `${value}n` : value;
}
