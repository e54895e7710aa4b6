import { decodeExact, encodeExact, type ExactNumber } from './exact-number.ts';
import type { Measure } from './measure.ts';
import { numeric } from './sum.ts';

/** The smallest or largest value; null while there is none. */
export function extreme(
  isBetter: (left: ExactNumber, right: ExactNumber) => boolean,
  scale: number,
): Measure<ExactNumber | null> {
  const merge = (left: ExactNumber | null, right: ExactNumber | null): ExactNumber | null => {
    if (left === null || right === null) return left ?? right;
    return isBetter(right, left) ? right : left;
  };
  return {
    empty: () => null,
    add: (state, input) => merge(state, numeric(input)),
    merge,
    encode: (state) => (state === null ? '' : encodeExact(state)),
    decode: (encoded) => (encoded === '' ? null : decodeExact(encoded)),
    read: (state) => (state === null ? null : Number(state) / scale),
    columns: 1,
    pack: (state) => (typeof state === 'bigint' ? null : [state ?? Number.NaN]),
    unpack: ([value]) => (Number.isNaN(value) ? null : value!),
  };
}
