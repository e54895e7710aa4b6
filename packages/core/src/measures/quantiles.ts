import { base64OfBytes } from '../sketches/base64.ts';
import { DdSketch } from '../sketches/dd-sketch.ts';
import { bytesOf } from './distinct.ts';
import type { Measure } from './measure.ts';
import { numeric } from './sum.ts';

/** Quantiles of a field, within 1 % of the value. */
export function quantiles(scale: number): Measure<DdSketch> {
  return {
    empty: () => new DdSketch(),
    add(state, input) {
      const value = numeric(input);
      if (value !== null) state.add(Number(value));
      return state;
    },
    merge: (left, right) => left.merge(right),
    encode: (state) => base64OfBytes(state.bytes()),
    decode: (encoded) => DdSketch.ofBytes(bytesOf(encoded)),
    read(state, quantile = 0.5) {
      const value = state.quantile(quantile);
      return value === null ? null : value / scale;
    },
    columns: null,
    pack: () => null,
    unpack: () => new DdSketch(),
  };
}
