/** Bits of an entry's place; what is left of 64 is its rest. */
export const sparseBits = 26;
const rankBits = 6;
const slotsAtFirst = 4;

/**
 * The registers of a small set at a higher precision (Heule et al. 2013, section 5.3), as numbers of 32 bits: place, then rank. The
 * rank is 0 wherever a register of lower precision can be told from the place alone. A table with open addressing: 0 is no entry,
 * since place 0 always needs its rank.
 */
export class SparseRegisters {
  size = 0;
  #slots: Uint32Array;

  constructor(slots: Uint32Array = new Uint32Array(slotsAtFirst)) {
    this.#slots = slots;
  }

  /** Keeps the larger of two entries with the same place. */
  put(entry: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = slotOf(entry, mask);
    for (let held = slots[slot]!; held !== 0; held = slots[slot]!) {
      if ((held ^ entry) >>> rankBits === 0) {
        if (held < entry) slots[slot] = entry;
        return;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = entry;
    this.size += 1;
    if (this.size * 4 > slots.length * 3) this.#grow();
  }

  /** All entries, in no order. */
  *entries(): Iterable<number> {
    for (const entry of this.#slots) if (entry !== 0) yield entry;
  }

  sorted(): Uint32Array {
    return this.#slots.filter((entry) => entry !== 0).sort();
  }

  copy(): SparseRegisters {
    const copied = new SparseRegisters(this.#slots.slice());
    copied.size = this.size;
    return copied;
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Uint32Array(old.length * 2);
    const mask = slots.length - 1;
    for (const entry of old) {
      if (entry === 0) continue;
      let slot = slotOf(entry, mask);
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
    this.#slots = slots;
  }
}

/** Places are hashes already: the low bits serve as well as others. */
function slotOf(entry: number, mask: number): number {
  return (entry >>> rankBits) & mask;
}

/** An entry of 32 bits: the place, then the rank. */
export function sparseEntry(place: number, rank: number): number {
  return ((place << rankBits) | rank) >>> 0;
}

/** The place of an entry. */
export function placeOf(entry: number): number {
  return entry >>> rankBits;
}

/** The rank of an entry. */
export function rankOf(entry: number): number {
  return entry & ((1 << rankBits) - 1);
}
