import { TidewatchError, type EncodedNumber } from '@tidewatch/contract';

/** A number; an integer beyond 2^53 is a bigint, so that sums of integers stay exact. */
export type ExactNumber = number | bigint;

/** The exact sum of integers; with a fraction on either side that of doubles, never infinite. */
export function addExact(left: ExactNumber, right: ExactNumber): ExactNumber {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
    if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right)) return bounded(sum);
  }
  if (!isInteger(left) || !isInteger(right)) return bounded(Number(left) + Number(right));
  return narrowed(BigInt(left) + BigInt(right));
}

/** Infinity has no JSON: what is beyond a double stays at its largest value. */
function bounded(sum: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, sum));
}

/** Whether a value is whole, however large. */
export function isInteger(value: ExactNumber): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}

/** A bigint only where a number would lose digits: equal values have one form. */
export function narrowed(value: bigint): ExactNumber {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

/** As it stands in JSON: a bigint as its digits and an `n`. `decodeExact` reads it. */
export function encodeExact(value: ExactNumber): EncodedNumber {
  return typeof value === 'bigint' ? `${value}n` : value;
}

/** Throws `frame_invalid`. */
export function decodeExact(encoded: unknown): ExactNumber {
  if (typeof encoded === 'number') return encoded;
  if (typeof encoded === 'string' && /^-?\d+n$/.test(encoded)) return narrowed(BigInt(encoded.slice(0, -1)));
  throw new TidewatchError('frame_invalid', 'A stored number has an unknown form.');
}
