import type { Point } from '@tidewatch/contract/queries';

/** Points in ascending time: `changes` replace those of the same time; what is before `fromMs` goes. */
export const mergePoints = (
  points: readonly Point[],
  changes: readonly Point[],
  fromMs: number | undefined,
): readonly Point[] => {
  const merged = changes.length === 0 ? points : inOrder(points, changes);
  const isOut = fromMs !== undefined && (merged[0]?.[0] ?? fromMs) < fromMs;
  return isOut ? merged.filter(([at]) => at >= fromMs) : merged;
};

const inOrder = (points: readonly Point[], changes: readonly Point[]): readonly Point[] => {
  const [change] = changes;
  const newest = points.at(-1)?.[0] ?? -Infinity;
  // Nearly every change is of the newest point: no need to look at all others.
  if (change !== undefined && changes.length === 1 && change[0] >= newest) {
    return [...(change[0] === newest ? points.slice(0, -1) : points), change];
  }
  const byTime = new Map([...points, ...changes].map((point) => [point[0], point]));
  return [...byTime.values()].sort((one, other) => one[0] - other[0]);
};
