import type { Measure } from '../../../measures/measure.ts';
import type { MeasureState } from '../../../ports/metric-store.ts';

type State = MeasureState | undefined;

/**
 * The merge of the last so many states of a monoid, two merges a step whatever the length (the two stacks of Tangwongsan, Hirzel and
 * Schneider, "Low-Latency Sliding-Window Aggregation in Worst-Case Constant Time", 2017, section 3).
 */
export class SlidingMerge {
  readonly #length: number;
  readonly #merge: (left: State, right: State) => State;
  /** Merges of the older states with everything after them up to the newer ones; the oldest comes last. */
  #older: State[] = [];
  #newer: State[] = [];
  #newest: State = undefined;
  #present = 0;
  readonly #isPresent: boolean[] = [];

  constructor(length: number, measure: Measure) {
    this.#length = length;
    this.#merge = (left, right) =>
      left === undefined ? right : right === undefined ? left : measure.merge(left, right);
  }

  /** States in the window. */
  get present(): number {
    return this.#present;
  }

  /** Takes the next state in and, when the window is full, the oldest out. */
  push(state: State): void {
    if (this.#older.length + this.#newer.length === this.#length) this.#drop();
    this.#newer.push(state);
    this.#newest = this.#merge(this.#newest, state);
    this.#isPresent.push(state !== undefined);
    if (state !== undefined) this.#present++;
  }

  /** The merge of the window; undefined where none of it has a state. */
  get value(): State {
    return this.#merge(this.#older.at(-1), this.#newest);
  }

  #drop(): void {
    if (this.#older.length === 0) {
      let merged: State = undefined;
      for (let index = this.#newer.length - 1; index >= 0; index--) {
        merged = this.#merge(this.#newer[index], merged);
        this.#older.push(merged);
      }
      this.#newer = [];
      this.#newest = undefined;
    }
    this.#older.pop();
    if (this.#isPresent.shift() === true) this.#present--;
  }
}
