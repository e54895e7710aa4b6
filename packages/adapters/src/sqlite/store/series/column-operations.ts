import type { MeasureName } from '@tidewatch/contract/catalog/metric-definition';
import type { Measure } from '@tidewatch/core/measures/measure';

/** Numbers to merge: `values[i]` into the place `places[ids[i]]`, for the first `count`. */
export interface Numbers {
  readonly values: Float64Array;
  readonly ids: Int32Array;
  readonly places: Int32Array;
  readonly count: number;
}

/** How one number column of a measure merges, in a loop over plain arrays. */
export interface ColumnOperation {
  readonly neutral: number;
  /** The packed form of no value: what a merged column means that is still neutral although cells were merged. */
  readonly none: number;
  /** Whether a part can be taken out of a merged number again. */
  readonly isSum: boolean;
  /** Marks the places that it merges into; false where a sum may no longer be exact. */
  merge(merged: Float64Array, isHeld: Uint8Array, numbers: Numbers): boolean;
}

const add: ColumnOperation = {
  neutral: 0,
  none: 0,
  isSum: true,
  merge(merged, isHeld, { values, ids, places, count }) {
    let isExact = true;
    for (let index = 0; index < count; index++) {
      const place = places[ids[index]!]!;
      const sum = merged[place]! + values[index]!;
      merged[place] = sum;
      isHeld[place] = 1;
      if (sum > Number.MAX_SAFE_INTEGER || sum < Number.MIN_SAFE_INTEGER) isExact = false;
    }
    return isExact;
  },
};

const least: ColumnOperation = {
  neutral: Infinity,
  none: Number.NaN,
  isSum: false,
  merge(merged, isHeld, { values, ids, places, count }) {
    for (let index = 0; index < count; index++) {
      const place = places[ids[index]!]!;
      isHeld[place] = 1;
      if (values[index]! < merged[place]!) merged[place] = values[index]!;
    }
    return true;
  },
};

const greatest: ColumnOperation = {
  neutral: -Infinity,
  none: Number.NaN,
  isSum: false,
  merge(merged, isHeld, { values, ids, places, count }) {
    for (let index = 0; index < count; index++) {
      const place = places[ids[index]!]!;
      isHeld[place] = 1;
      if (values[index]! > merged[place]!) merged[place] = values[index]!;
    }
    return true;
  },
};

const operations: Partial<Record<MeasureName, readonly ColumnOperation[]>> = {
  count: [add],
  sum: [add],
  avg: [add, add],
  min: [least],
  max: [greatest],
};

/** How the columns of a measure merge; null where only `Measure.merge` knows. */
export function columnOperations(name: MeasureName, measure: Measure): readonly ColumnOperation[] | null {
  const found = operations[name];
  return found === undefined || found.length !== measure.columns ? null : found;
}
