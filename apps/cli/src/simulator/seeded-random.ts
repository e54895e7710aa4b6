/** A small seeded generator (mulberry32, public domain): equal seeds give equal platforms. */
export class SeededRandom {
  #state: number;

  constructor(...seeds: readonly number[]) {
    let state = 0x9e3779b9;
    for (const seed of seeds)
      state = Math.imul(state ^ (seed | 0) ^ Math.floor(seed / 2 ** 32), 0x85ebca6b) ^ (state >>> 13);
    this.#state = state >>> 0;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    const state = this.#state;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** Waiting times: exponential with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** A whole number with the given mean, as often as independent arrivals would give it. */
  arrivals(mean: number): number {
    let count = 0;
    for (let left = mean - this.exponential(1); left > 0; left -= this.exponential(1)) count += 1;
    return count;
  }
}

/** Picks by weight in a binary search over running totals. */
export class WeightedChoice<Item> {
  readonly #items: readonly Item[];
  readonly #totals: readonly number[];

  constructor(items: readonly Item[], weightOf: (item: Item, index: number) => number) {
    let total = 0;
    this.#items = items;
    this.#totals = items.map((item, index) => (total += weightOf(item, index)));
  }

  pick(random: SeededRandom): Item {
    const wanted = random.next() * this.#totals.at(-1)!;
    let low = 0;
    let high = this.#totals.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#totals[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return this.#items[low]!;
  }
}
