import type { Point } from '@tidewatch/contract/queries';

export interface SeriesWindow {
  /** Epoch ms; the first bucket contains it. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** Complete up to here, epoch ms. */
  readonly asOfMs: number | null;
  /** An empty bucket means zero (counts, sums), not "nothing to measure". */
  readonly emptyIsZero: boolean;
}

/**
 * One point for each bucket of the window, so that a chart slides with time and not with arrivals. What the server said stays, its
 * nulls too: a zero must never mean "broken". A bucket that it said nothing of is zero between the first value and as-of when
 * `emptyIsZero`, and null otherwise.
 */
export const fillWindow = (
  points: readonly Point[],
  { fromMs, toMs, stepMs, asOfMs, emptyIsZero }: SeriesWindow,
): Point[] => {
  const known = new Map(points);
  const first = points.find(([, value]) => value !== null)?.[0] ?? Infinity;
  // Buckets need not be aligned to UTC (half-hour zones): the points that are there say how they are.
  const phase = (points[0]?.[0] ?? 0) % stepMs;
  const filled: Point[] = [];
  for (let at = Math.floor((fromMs - phase) / stepMs) * stepMs + phase; at < toMs; at += stepMs) {
    const zero = emptyIsZero && at >= first && asOfMs !== null && at < asOfMs;
    filled.push([at, known.has(at) ? (known.get(at) ?? null) : zero ? 0 : null]);
  }
  return filled;
};

/** Buckets that end at or before as-of, and the one that is still filling. */
export const splitUnfinished = (
  points: readonly Point[],
  stepMs: number,
  asOfMs: number | null,
): { finished: Point[]; unfinished: Point | null } => {
  const done = asOfMs ?? Infinity;
  const finished = points.filter(([at]) => at + stepMs <= done);
  return { finished, unfinished: points.find(([at, value]) => at + stepMs > done && value !== null) ?? null };
};
