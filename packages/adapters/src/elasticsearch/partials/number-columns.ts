/**
 * Integers as two columns, value = hi × 2^30 + lo with 0 ≤ lo < 2^30 and |hi| < 2^30. Elasticsearch sums in float64: with these bounds
 * both sums stay below 2^53, so are exact, for up to `documentsPerSumMax` documents in a bucket, whatever the values.
 */
const loBits = 30n;
const loLimit = 2 ** 30;
export const documentsPerSumMax = 2 ** 23;

export interface IntegerColumns {
  readonly lo: number;
  /** Absent for zero. */
  readonly hi?: number;
}

/** Null when the integer does not fit (|value| ≥ 2^60). */
export function integerColumns(value: number | bigint): IntegerColumns | null {
  if (typeof value === 'number' && value >= 0 && value < loLimit) return { lo: value };
  const exact = BigInt(value);
  const hi = Number(exact >> loBits);
  if (Math.abs(hi) >= loLimit) return null;
  const lo = Number(BigInt.asUintN(Number(loBits), exact));
  return hi === 0 ? { lo } : { lo, hi };
}

/** The integer of two columns, or of their sums: a number where that is exact. */
export function integerOf(lo: number, hi: number): number | bigint {
  if (hi === 0) return lo;
  const exact = (BigInt(hi) << loBits) + BigInt(lo);
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}
