import { intervalAt, type Interval, type Plot } from '../plot/plot.ts';

/** The whole intervals from one moment to another, in either direction; null where one of them is outside of the plot. */
export const selectionOf = (
  starts: readonly number[],
  { stepMs }: Pick<Plot, 'stepMs'>,
  oneMs: number,
  otherMs: number,
): Interval | null => {
  const first = intervalAt(starts, stepMs, Math.min(oneMs, otherMs)) ?? clampedEnd(starts, stepMs, oneMs, otherMs);
  const last = intervalAt(starts, stepMs, Math.max(oneMs, otherMs)) ?? clampedEnd(starts, stepMs, otherMs, oneMs);
  return first === null || last === null ? null : { fromMs: first.fromMs, toMs: last.toMs };
};

/** A moment beyond the last interval stands for it, and one before the first for that. */
const clampedEnd = (starts: readonly number[], stepMs: number, oneMs: number, otherMs: number): Interval | null => {
  const [first, last] = [starts[0], starts.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (Math.max(oneMs, otherMs) >= last) return intervalAt(starts, stepMs, last);
  return intervalAt(starts, stepMs, first);
};

/** The interval `by` places further, staying inside; from nowhere: the last one that is not later than `fallbackMs`. */
export const steppedTo = (
  starts: readonly number[],
  stepMs: number,
  fromMs: number | null,
  by: number,
  fallbackMs: number,
): Interval | null => {
  if (starts.length === 0) return null;
  const at = fromMs === null ? -1 : starts.findLastIndex((start) => start <= fromMs);
  const begin = Math.max(
    0,
    starts.findLastIndex((start) => start <= fallbackMs),
  );
  const index = at < 0 ? begin : Math.min(starts.length - 1, Math.max(0, at + by));
  return intervalAt(starts, stepMs, starts[index] ?? 0);
};
