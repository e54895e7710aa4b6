import { TidewatchError } from '@tidewatch/contract';
import { addToBin, sumOfBins, type Bins } from './bins.ts';
import { ByteReader, ByteWriter } from './byte-writer.ts';

const version = 1;
/** Relative accuracy of every quantile. */
const accuracy = 0.01;
/** Smaller magnitudes count as zero, larger ones as this: so there are at most 2,800 bins a sign and none is ever collapsed. */
const magnitudeMin = 1e-9;
const magnitudeMax = 1e15;

const gamma = (1 + accuracy) / (1 - accuracy);
const logGamma = Math.log(gamma);
/** Index of the smallest bin; added so that indices are written unsigned. */
const indexMin = Math.ceil(Math.log(magnitudeMin) / logGamma);

/**
 * DDSketch (Masson, Rim, Lee 2019, section 2) with logarithmic bins kept in full: merging adds bin counts, so the bins are a pure
 * function of the multiset of values, whatever the order.
 */
export class DdSketch {
  /** Made when the first value comes, since most sketches need one of them. */
  #positive = noBins;
  #negative = noBins;
  #zeros = 0;
  #count = 0;

  /** Values added. */
  get count(): number {
    return this.#count;
  }

  add(value: number, by = 1): void {
    if (Number.isNaN(value)) return;
    this.#count += by;
    const magnitude = Math.min(Math.abs(value), magnitudeMax);
    if (magnitude < magnitudeMin) {
      this.#zeros += by;
      return;
    }
    addToBin(this.#bins(value > 0), Math.ceil(Math.log(magnitude) / logGamma), by);
  }

  #bins(positive: boolean): number[] {
    if (positive) return this.#positive === noBins ? (this.#positive = []) : this.#positive;
    return this.#negative === noBins ? (this.#negative = []) : this.#negative;
  }

  /** A new sketch of both. */
  merge(other: DdSketch): DdSketch {
    const result = new DdSketch();
    result.#count = this.#count + other.#count;
    result.#zeros = this.#zeros + other.#zeros;
    result.#positive = sumOrNone(this.#positive, other.#positive);
    result.#negative = sumOrNone(this.#negative, other.#negative);
    return result;
  }

  /** The value at the quantile (0 … 1), within 1 % of its magnitude; null when nothing was added. */
  quantile(quantile: number): number | null {
    if (this.#count === 0) return null;
    let rank = quantile * (this.#count - 1);
    const [negative, positive]: [Bins, Bins] = [this.#negative, this.#positive];
    for (let at = negative.length - 2; at >= 0; at -= 2) {
      rank -= negative[at + 1]!;
      if (rank < 0) return -middleOf(negative[at]!);
    }
    rank -= this.#zeros;
    if (rank < 0) return 0;
    for (let at = 0; at < positive.length; at += 2) {
      rank -= positive[at + 1]!;
      if (rank < 0) return middleOf(positive[at]!);
    }
    return middleOf(positive.at(-2) ?? indexMin);
  }

  /** Canonical bytes: version, zeros, positive bins, negative bins; each as count of bins, then distance and count, ascending. */
  bytes(): Uint8Array {
    const writer = new ByteWriter();
    writer.writeByte(version);
    writer.writeInteger(this.#zeros);
    for (const bins of [this.#positive, this.#negative]) {
      writer.writeInteger(bins.length / 2);
      let before = indexMin;
      for (let at = 0; at < bins.length; at += 2) {
        writer.writeInteger(bins[at]! - before);
        writer.writeInteger(bins[at + 1]!);
        before = bins[at]!;
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
        addToBin(bins, index, count);
        sketch.#count += count;
      }
    }
    if (written !== version || !reader.ended)
      throw new TidewatchError('frame_invalid', 'The bytes of a quantile sketch cannot be read.');
    return sketch;
  }
}

/** Never written to. */
const noBins: number[] = [];

function sumOrNone(left: Bins, right: Bins): number[] {
  return left.length + right.length === 0 ? noBins : sumOfBins(left, right);
}

/** The value of a bin that is within `accuracy` of everything in it. */
function middleOf(index: number): number {
  return (2 * gamma ** index) / (gamma + 1);
}
