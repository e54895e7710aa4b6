import { beginHash, finishHash, mixText, type TextHash } from '../hashing/hash-text.ts';
import { estimateCardinality } from './estimate-cardinality.ts';
import { placeOf, rankOf, SparseRegisters, sparseBits, sparseEntry } from './sparse-registers.ts';

/**
 * 2^13 registers: standard error 1.04 / sqrt(8192) = 1.15 %, at most 6 KiB. One step more halves nothing that a screen shows and
 * doubles what every minute of every busy group costs.
 */
export const registerBits = 13;
export const registersCount = 1 << registerBits;
/** Entries of the sparse form; more would need more room than the registers. */
export const sparseMax = 1_536;

/** Bits of an entry's place beyond the register's number. */
const extraBits = sparseBits - registerBits;
/** Largest rank of a register: all bits after its number are zero. */
export const rankMax = 64 - registerBits + 1;
/** Largest rank of a sparse entry. */
export const sparseRankMax = 64 - sparseBits + 1;

/**
 * HyperLogLog (Flajolet et al. 2007) with a 64-bit hash and a sparse form of 2^26 registers for small sets (Heule et al. 2013,
 * section 5.3), which counts a thousand values to the unit. What is held is a pure function of the set of texts, whatever the order
 * of adds and merges: sparse up to `sparseMax` different places, dense beyond.
 */
export class HyperLogLog {
  #sparse: SparseRegisters | null = new SparseRegisters();
  #dense: Uint8Array = noRegisters;

  /** The sketch of stored registers, which it takes over. */
  static ofRegisters(registers: Uint8Array): HyperLogLog {
    const sketch = new HyperLogLog();
    sketch.#sparse = null;
    sketch.#dense = registers;
    return sketch;
  }

  /** Rank by register; null while the set is small. */
  get dense(): Uint8Array | null {
    return this.#sparse === null ? this.#dense : null;
  }

  /** Entries of the sparse form, ascending; none once it is dense. */
  get sparse(): Uint32Array {
    return this.#sparse?.sorted() ?? noEntries;
  }

  add(text: string): void {
    beginHash(hash);
    mixText(text, hash);
    finishHash(hash);
    const { a, b } = hash;
    if (this.#sparse !== null) {
      const place = a >>> (32 - sparseBits);
      // Rank: position of the first one among the bits after the place.
      const rest = a << sparseBits;
      const rank = rest !== 0 ? Math.clz32(rest) + 1 : 32 - sparseBits + Math.clz32(b) + 1;
      this.addEntry(sparseEntry(place, isTold(place) ? 0 : rank));
      return;
    }
    const rest = a << registerBits;
    this.#raise(a >>> (32 - registerBits), rest !== 0 ? Math.clz32(rest) + 1 : 32 - registerBits + Math.clz32(b) + 1);
  }

  /** Adds an entry of the sparse form, as an add with that hash would. */
  addEntry(entry: number): void {
    const sparse = this.#sparse;
    if (sparse === null) {
      this.#raiseBy(entry);
      return;
    }
    sparse.put(entry);
    if (sparse.size <= sparseMax) return;
    this.#sparse = null;
    this.#dense = new Uint8Array(registersCount);
    for (const one of sparse.entries()) this.#raiseBy(one);
  }

  /** A new sketch of the union. */
  union(other: HyperLogLog): HyperLogLog {
    const [large, small] = this.#size() < other.#size() ? [other, this] : [this, other];
    const result = large.copy();
    if (small.#sparse !== null) for (const entry of small.#sparse.entries()) result.addEntry(entry);
    else for (let index = 0; index < registersCount; index += 1) result.#raise(index, small.#dense[index]!);
    return result;
  }

  copy(): HyperLogLog {
    const result = new HyperLogLog();
    result.#sparse = this.#sparse?.copy() ?? null;
    if (this.#sparse === null) result.#dense = this.#dense.slice();
    return result;
  }

  /** How many different texts were added: nearly to the unit while the set is small, within the standard error beyond. */
  estimate(): number {
    if (this.#sparse !== null) {
      // Linear counting (Whang et al. 1990): how many texts hit so many of 2^26 places.
      const places = 2 ** sparseBits;
      return places * Math.log(places / (places - this.#sparse.size));
    }
    const counts = new Uint32Array(rankMax + 1);
    for (const rank of this.#dense) counts[rank]! += 1;
    return estimateCardinality(counts, registersCount);
  }

  #size(): number {
    return this.#sparse?.size ?? registersCount;
  }

  #raiseBy(entry: number): void {
    const place = placeOf(entry);
    const extra = place << (32 - extraBits);
    this.#raise(place >>> extraBits, extra !== 0 ? Math.clz32(extra) + 1 : extraBits + rankOf(entry));
  }

  #raise(index: number, rank: number): void {
    if (this.#dense[index]! < rank) this.#dense[index] = rank;
  }
}

const noRegisters = new Uint8Array();
const noEntries = new Uint32Array();
const hash: TextHash = { a: 0, b: 0, c: 0 };

/** Whether the rank of a place's register can be told from the place: its extra bits are not all zero. */
export function isTold(place: number): boolean {
  return place << (32 - extraBits) !== 0;
}
