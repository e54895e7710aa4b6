import type { KeyHash } from './key-hasher.ts';

const slotsAtStart = 1024;
/** Numbers per slot: three hash lanes and the value + 1 (0 means empty). */
const width = 4;

/** A map from 96-bit hashes to small integers (0 … 2^31 - 2) in one typed array: open addressing, linear probing, half full at most. */
export class KeyTable {
  #slots = new Int32Array(slotsAtStart * width);
  #mask = slotsAtStart - 1;
  #size = 0;

  /** The value of the key, -1 when absent. */
  get(hash: KeyHash): number {
    return this.#slots[this.#find(hash) * width + 3]! - 1;
  }

  /** Sets the value and returns the one before, -1 when the key is new. */
  put(hash: KeyHash, value: number): number {
    const at = this.#find(hash) * width;
    const before = this.#slots[at + 3]! - 1;
    this.#slots[at] = hash.a;
    this.#slots[at + 1] = hash.b;
    this.#slots[at + 2] = hash.c;
    this.#slots[at + 3] = value + 1;
    if (before < 0) {
      this.#size += 1;
      if (this.#size * 2 > this.#mask + 1) this.#grow();
    }
    return before;
  }

  clear(): void {
    if (this.#size > 0) this.#slots.fill(0);
    this.#size = 0;
  }

  #find(hash: KeyHash): number {
    const slots = this.#slots;
    let slot = hash.a & this.#mask;
    for (;;) {
      const at = slot * width;
      if (slots[at + 3] === 0) return slot;
      if (slots[at] === hash.a && slots[at + 1] === hash.b && slots[at + 2] === hash.c) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    this.#mask = (old.length * 2) / width - 1;
    for (let at = 0; at < old.length; at += width) {
      if (old[at + 3] === 0) continue;
      let slot = old[at]! & this.#mask;
      while (this.#slots[slot * width + 3] !== 0) slot = (slot + 1) & this.#mask;
      for (let lane = 0; lane < width; lane += 1) this.#slots[slot * width + lane] = old[at + lane]!;
    }
  }
}
