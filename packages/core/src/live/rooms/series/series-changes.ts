import type { Point, Series } from '@tidewatch/contract/queries';
import type { SeriesChange } from '@tidewatch/contract/socket';

/** What turns one list of series into another; null when a series is gone, which changes cannot say. */
export function seriesChanges(before: readonly Series[], after: readonly Series[]): readonly SeriesChange[] | null {
  const known = new Map(before.map((series) => [keyOf(series), series]));
  const changes: SeriesChange[] = [];
  for (const series of after) {
    const old = known.get(keyOf(series));
    known.delete(keyOf(series));
    const points = old === undefined ? series.points : changedPoints(old.points, series.points);
    if (points.length > 0 || series.total !== old?.total)
      changes.push({ group: series.group, points, total: series.total });
  }
  return known.size === 0 ? changes : null;
}

function changedPoints(before: readonly Point[], after: readonly Point[]): readonly Point[] {
  const known = new Map(before);
  return after.filter(([time, value]) => !known.has(time) || known.get(time) !== value);
}

function keyOf({ group }: Series): string {
  return JSON.stringify(group);
}
