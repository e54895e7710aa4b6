import { TidewatchError } from '@tidewatch/contract';
import { addExact, decodeExact, encodeExact, type ExactNumber } from './exact-number.ts';
import type { Measure } from './measure.ts';
import { numeric } from './sum.ts';

/** Sum and count: averages merge, means of means do not. */
export interface Average {
  readonly sum: ExactNumber;
  readonly count: number;
}

/** The mean of a field; null while there is no value. */
export function average(scale: number): Measure<Average> {
  return {
    empty: () => ({ sum: 0, count: 0 }),
    add(state, input) {
      const value = numeric(input);
      return value === null ? state : { sum: addExact(state.sum, value), count: state.count + 1 };
    },
    merge: (left, right) => ({ sum: addExact(left.sum, right.sum), count: left.count + right.count }),
    encode: (state) => [encodeExact(state.sum), state.count],
    decode(encoded) {
      if (!Array.isArray(encoded)) throw new TidewatchError('frame_invalid', 'A stored average has an unknown form.');
      return { sum: decodeExact(encoded[0]), count: Number(encoded[1]) };
    },
    read: (state) => (state.count === 0 ? null : Number(state.sum) / state.count / scale),
    columns: 2,
    pack: (state) => (typeof state.sum === 'number' ? [state.sum, state.count] : null),
    unpack: ([sum, count]) => ({ sum: sum!, count: count! }),
  };
}
