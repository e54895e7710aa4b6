import type { RowTotal } from '../rows/merge-row.ts';
import type { RowReader } from '../rows/packed-row.ts';
import type { Numbers } from './column-operations.ts';

/** Groups of a row for each named one from which looking them up is worth it. */
const groupsPerNameMin = 8;

/** A stored group that an answer shows by its name. */
export interface NamedGroup {
  readonly id: number;
  readonly place: number;
}

/** Numbers to merge, `columns[c]` being the values of column c. */
interface SplitRow extends Omit<Numbers, 'values'> {
  readonly columns: readonly Float64Array[];
}

/**
 * Splits rows of sums into the groups that an answer names and the rest, which is the row's total without them: the other groups are
 * not read.
 */
export class NamedGroups {
  readonly #named: readonly NamedGroup[];
  readonly #rest: number;
  readonly #places: Int32Array;
  readonly #indexes: Int32Array;
  readonly #columns: readonly Float64Array[];

  /** `rest`: the place of all other groups. */
  constructor(named: readonly NamedGroup[], rest: number, columns: number) {
    this.#named = named;
    this.#rest = rest;
    this.#places = new Int32Array(named.length + 1);
    this.#indexes = Int32Array.from(this.#places, (_, index) => index);
    this.#columns = Array.from({ length: columns }, () => new Float64Array(named.length + 1));
  }

  /**
   * What it gives lasts until the next call. Null where the rest might not be exact, or where it would not be cheaper: then the whole
   * row must be read.
   */
  split(row: RowReader, [total1, total2]: RowTotal): SplitRow | null {
    if (typeof total1 !== 'number' || !row.hasCountsOnly) return null;
    if (row.count < this.#named.length * groupsPerNameMin) return null;
    const rest = [total1, total2 ?? 0];
    let count = 0;
    for (const { id, place } of this.#named) {
      const index = row.indexOf(id);
      if (index < 0) continue;
      for (let column = 0; column < this.#columns.length; column++) {
        const value = row.numberAt(column, index);
        this.#columns[column]![count] = value;
        rest[column]! -= value;
      }
      this.#places[count++] = place;
    }
    // The row has more groups than there are names: there is a rest.
    this.#columns.forEach((values, column) => (values[count] = rest[column]!));
    this.#places[count++] = this.#rest;
    return { ids: this.#indexes, places: this.#places, count, columns: this.#columns };
  }
}
