import type { KeyHash } from './key-hasher.ts';

/** Three times a power of two: at two thirds full, doublings come out at 131,072 keys, the usual horizon. */
const slotsAtStart = 768;
/** Numbers per slot: two hash lanes; the value + 1 (0 means empty) below as much of the third lane as there is room for. */
const width = 3;

/**
 * A map from hashes to integers from 0 to `valuesMax` - 1 in one typed array: open addressing, linear probing, two thirds full at
 * most. Of the hash 64 bits and the rest of a word count: 78 for the usual horizon. With 262,144 keys in memory a false hit is
 * expected once in 10^18 events.
 */
export class KeyTable {
  readonly #valueMask: number;
  #slots = new Int32Array(slotsAtStart * width);
  #slotsMax = slotsAtStart;
  #size = 0;

  constructor(valuesMax: number) {
    this.#valueMask = 2 ** (32 - Math.clz32(valuesMax)) - 1;
  }

  /** The value of the key, -1 when absent. */
  get(hash: KeyHash): number {
    return (this.#slots[this.#find(hash) + 2]! & this.#valueMask) - 1;
  }

  /** Sets the value and returns the one before, -1 when the key is new. */
  put(hash: KeyHash, value: number): number {
    const slots = this.#slots;
    const at = this.#find(hash);
    const before = (slots[at + 2]! & this.#valueMask) - 1;
    slots[at] = hash.a;
    slots[at + 1] = hash.b;
    slots[at + 2] = (hash.c & ~this.#valueMask) | (value + 1);
    if (before < 0) {
      this.#size += 1;
      if (this.#size * 3 > this.#slotsMax * 2) this.#grow();
    }
    return before;
  }

  clear(): void {
    if (this.#size > 0) this.#slots.fill(0);
    this.#size = 0;
  }

  /** Where the key is, or where it belongs. */
  #find({ a, b, c }: KeyHash): number {
    const slots = this.#slots;
    const mask = this.#valueMask;
    for (let at = this.#home(a); ; at = at + width < slots.length ? at + width : 0) {
      const last = slots[at + 2]!;
      if ((last & mask) === 0) return at;
      if (slots[at] === a && slots[at + 1] === b && ((last ^ c) & ~mask) === 0) return at;
    }
  }

  #home(a: number): number {
    return Math.floor((a >>> 0) * (this.#slotsMax / 2 ** 32)) * width;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    this.#slotsMax *= 2;
    const slots = this.#slots;
    for (let from = 0; from < old.length; from += width) {
      if ((old[from + 2]! & this.#valueMask) === 0) continue;
      let at = this.#home(old[from]!);
      while ((slots[at + 2]! & this.#valueMask) !== 0) at = at + width < slots.length ? at + width : 0;
      for (let lane = 0; lane < width; lane += 1) slots[at + lane] = old[from + lane]!;
    }
  }
}
