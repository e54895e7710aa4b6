import { TidewatchError } from '@tidewatch/contract';
import { ByteReader, ByteWriter } from './byte-writer.ts';

const version = 1;
/** Relative accuracy of every quantile. */
export const accuracy = 0.01;
/** Smaller magnitudes count as zero, larger ones as this: so there are at most 2,800 bins a sign and none is ever collapsed. */
export const magnitudeMin = 1e-9;
export const magnitudeMax = 1e15;

const gamma = (1 + accuracy) / (1 - accuracy);
const logGamma = Math.log(gamma);
/** Index of the smallest bin; added so that indices are written unsigned. */
const indexMin = Math.ceil(Math.log(magnitudeMin) / logGamma);

/**
 * DDSketch (Masson, Rim, Lee 2019, section 2) with logarithmic bins kept in full: merging adds bin counts, so the bins are a pure
 * function of the multiset of values, whatever the order.
 */
export class DdSketch {
  /** Count by bin; made when the first value comes, since most sketches need one of them. */
  #positive = noBins;
  #negative = noBins;
  #zeros = 0;
  #count = 0;

  add(value: number, by = 1): void {
    if (Number.isNaN(value)) return;
    this.#count += by;
    const magnitude = Math.min(Math.abs(value), magnitudeMax);
    if (magnitude < magnitudeMin) {
      this.#zeros += by;
      return;
    }
    const bins = this.#bins(value > 0);
    const index = Math.ceil(Math.log(magnitude) / logGamma);
    bins.set(index, (bins.get(index) ?? 0) + by);
  }

  #bins(positive: boolean): Map<number, number> {
    if (positive) return this.#positive === noBins ? (this.#positive = new Map()) : this.#positive;
    return this.#negative === noBins ? (this.#negative = new Map()) : this.#negative;
  }

  /** A new sketch of both. */
  merge(other: DdSketch): DdSketch {
    const result = new DdSketch();
    result.#count = this.#count + other.#count;
    result.#zeros = this.#zeros + other.#zeros;
    result.#positive = sumOf(this.#positive, other.#positive);
    result.#negative = sumOf(this.#negative, other.#negative);
    return result;
  }

  /** The value at the quantile (0 … 1), within 1 % of its magnitude; null when nothing was added. */
  quantile(quantile: number): number | null {
    if (this.#count === 0) return null;
    let rank = quantile * (this.#count - 1);
    for (const [index, count] of sortedBins(this.#negative).toReversed()) {
      rank -= count;
      if (rank < 0) return -middleOf(index);
    }
    rank -= this.#zeros;
    if (rank < 0) return 0;
    const positive = sortedBins(this.#positive);
    for (const [index, count] of positive) {
      rank -= count;
      if (rank < 0) return middleOf(index);
    }
    return middleOf(positive.at(-1)?.[0] ?? indexMin);
  }

  /** Canonical bytes: version, zeros, positive bins, negative bins; each as count of bins, then distance and count, ascending. */
  bytes(): Uint8Array {
    const writer = new ByteWriter();
    writer.writeByte(version);
    writer.writeInteger(this.#zeros);
    for (const bins of [this.#positive, this.#negative]) {
      writer.writeInteger(bins.size);
      let before = indexMin;
      for (const [index, count] of sortedBins(bins)) {
        writer.writeInteger(index - before);
        writer.writeInteger(count);
        before = index;
      }
    }
    return writer.bytes();
  }

  /** Throws `newer_format` for a newer version and `frame_invalid` for bytes that are no sketch. */
  static ofBytes(bytes: Uint8Array): DdSketch {
    const reader = new ByteReader(bytes);
    const written = reader.readByte();
    if (written > version)
      throw new TidewatchError('newer_format', `A quantile sketch was written by a newer version (${written}).`);
    const sketch = new DdSketch();
    sketch.#zeros = reader.readInteger();
    sketch.#count = sketch.#zeros;
    for (const positive of [true, false]) {
      const size = reader.readInteger();
      const bins = size === 0 ? noBins : sketch.#bins(positive);
      let index = indexMin;
      for (let place = 0; place < size && !reader.overrun; place += 1) {
        index += reader.readInteger();
        const count = reader.readInteger();
        bins.set(index, count);
        sketch.#count += count;
      }
    }
    if (written !== version || !reader.ended)
      throw new TidewatchError('frame_invalid', 'The bytes of a quantile sketch cannot be read.');
    return sketch;
  }
}

/** Never written to. */
const noBins = new Map<number, number>();

function sumOf(left: Map<number, number>, right: Map<number, number>): Map<number, number> {
  const [large, small] = left.size < right.size ? [right, left] : [left, right];
  if (large.size === 0) return noBins;
  const sum = new Map(large);
  for (const [index, count] of small) sum.set(index, (sum.get(index) ?? 0) + count);
  return sum;
}

function sortedBins(bins: ReadonlyMap<number, number>): (readonly [number, number])[] {
  return [...bins].toSorted(([left], [right]) => left - right);
}

/** The value of a bin that is within `accuracy` of everything in it. */
function middleOf(index: number): number {
  return (2 * gamma ** index) / (gamma + 1);
}
