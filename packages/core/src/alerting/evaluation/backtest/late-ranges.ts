import type { LatenessCode } from '@tidewatch/contract/events';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { planSeries } from '../../../query/plan/plan-series.ts';
import { SeriesReader } from '../../../query/read/series-reader.ts';
import type { SeriesPlan } from '../../../query/plan/series-plan.ts';
import type { BacktestParts } from './backtest-parts.ts';

const lateEvents = 'tidewatch_late_events';
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const bucketMs = 10 * minuteMs;
/** How far the times of events of a class lie before their append time. */
const ages: Readonly<Record<LatenessCode, readonly [fromMs: number, toMs: number]>> = {
  under_5m: [minuteMs, 5 * minuteMs],
  under_15m: [5 * minuteMs, 15 * minuteMs],
  under_1h: [15 * minuteMs, hourMs],
  under_6h: [hourMs, 6 * hourMs],
  under_1d: [6 * hourMs, dayMs],
  under_7d: [dayMs, 7 * dayMs],
  over_7d: [7 * dayMs, Number.POSITIVE_INFINITY],
};

/** Event times, epoch ms, into which an event that came late may have fallen. */
export interface LateRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Where events of a plan that came more than a minute late may lie, as the built-in metric `tidewatch_late_events` tells, to ten
 * minutes. What was evaluated there in time may have looked otherwise.
 */
export async function lateRanges(
  plan: SeriesPlan,
  from: number,
  catalog: Catalog,
  parts: BacktestParts,
): Promise<readonly LateRange[]> {
  const { source, store, now } = parts;
  const types = new Set(plan.inputs.flatMap((input) => input.from));
  const isCounted = catalog.metrics.some(({ metric }) => metric === lateEvents);
  if (types.size === 0 || !isCounted) return [];
  const start = Math.floor(from / bucketMs) * bucketMs;
  const end = Math.ceil(now() / bucketMs) * bucketMs;
  const bounds: number[] = [];
  for (let at = start; at <= end; at += bucketMs) bounds.push(at);
  if (bounds.length < 2) return [];
  const late = planSeries(
    {
      metric: lateEvents,
      from: 'now-1h',
      to: 'now',
      by: ['type', 'code'],
      where: [...types].map((type) => `type:${type}`),
      tz: 'UTC',
      limit: 1_000,
      order: 'group',
    },
    catalog,
  );
  const reader = new SeriesReader(late, { rows: {}, showPii: false }, source, store);
  const pin = source.pin();
  const columns = await reader.readStore(bounds, null, pin, now());
  const projections = reader.projections(null);
  return columns.flatMap((column, bucket) => {
    const appended = bounds[bucket] as number;
    reader.mergeSlices(pin.slices, appended, appended + bucketMs, pin.cutoff, projections, column);
    return [...column.values()].flatMap(({ group }) => {
      const age = ages[group[1] as LatenessCode];
      return age === undefined ? [] : [{ from: appended - age[1], to: appended + bucketMs - age[0] }];
    });
  });
}
