import { addExact, decodeExact, encodeExact, type ExactNumber } from './exact-number.ts';
import type { Measure, MeasureInput } from './measure.ts';

/** The sum of a field; exact for integers of any size. `scale`: minor units per major unit. */
export function sum(scale: number): Measure<ExactNumber> {
  return {
    empty: () => 0,
    add: (state, input) => (input === null || typeof input === 'string' ? state : addExact(state, input)),
    merge: addExact,
    encode: encodeExact,
    decode: decodeExact,
    read: (state) => Number(state) / scale,
    columns: 1,
    pack: (state) => (typeof state === 'number' ? [state] : null),
    unpack: (numbers) => numbers[0]!,
  };
}

/** A numeric input; null for anything else. */
export function numeric(input: MeasureInput): ExactNumber | null {
  return typeof input === 'string' ? null : input;
}
