import { TidewatchError } from '@tidewatch/contract';
import type { Measure } from './measure.ts';

/** How many events. */
export const count: Measure<number> = {
  empty: () => 0,
  add: (state) => state + 1,
  merge: (left, right) => left + right,
  encode: (state) => state,
  decode(encoded) {
    if (typeof encoded === 'number') return encoded;
    throw new TidewatchError('frame_invalid', 'A stored count is not a number.');
  },
  read: (state) => state,
  columns: 1,
  pack: (state) => [state],
  unpack: (numbers) => numbers[0]!,
};
