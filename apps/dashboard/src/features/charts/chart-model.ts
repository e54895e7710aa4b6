import type { MetricItem, Point, Series } from '@tidewatch/contract/queries';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import type { LiveView } from '../../shared/live/live-view.ts';
import { emptyIsZero } from '../../shared/series/empty-is-zero.ts';
import { fillWindow, splitUnfinished } from '../../shared/series/fill-window.ts';
import { stepMs } from '../../shared/series/step.ts';

/** `y` is NaN where the line breaks. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

export interface ChartLine {
  readonly stat: string | undefined;
  readonly points: readonly ChartPoint[];
  /** The same time last week, moved onto this time. */
  readonly lastWeek: readonly ChartPoint[];
}

export interface ChartModel {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly lines: readonly ChartLine[];
  /** The interval that is still filling, of the highest line. */
  readonly unfinished: { readonly x: number; readonly y: number } | null;
  /** Newest finished interval with a value, of the highest line. */
  readonly newest: ChartPoint | null;
  readonly empty: boolean;
}

export interface ChartInput {
  readonly metric: MetricItem;
  /** One view per stat, in the order of `stats`. */
  readonly views: readonly LiveView<SeriesSnapshot>[];
  readonly stats: readonly (string | undefined)[];
  readonly nowMs: number;
  readonly windowMs: number;
}

const toChart = (points: readonly Point[]): ChartPoint[] => points.map(([x, value]) => ({ x, y: value ?? Number.NaN }));

const withoutEmptyEnds = (points: readonly ChartPoint[]): readonly ChartPoint[] =>
  points.some(({ y }) => !Number.isNaN(y)) ? points : [];

interface LastWeekWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly step: number;
  readonly asOf: number | null;
}

/** Without the interval that is unfinished now: last week's answer ends in its midst too. */
const lastWeekOf = (
  series: (Series & { readonly shiftMs: number }) | undefined,
  { fromMs, toMs, step, asOf }: LastWeekWindow,
): ChartPoint[] =>
  (series?.points ?? [])
    .map(([at, value]) => ({ x: at + Math.abs(series?.shiftMs ?? 0), y: value ?? Number.NaN }))
    .filter(({ x }) => x >= fromMs && x <= toMs && (asOf === null || x + step <= asOf || x > asOf));

/** What a chart draws: a window that ends now and slides with time, finished intervals as a line, the unfinished one apart. */
export const chartModel = ({ metric, views, stats, nowMs, windowMs }: ChartInput): ChartModel => {
  const step = stepMs(views[0]?.snapshot?.answer.step ?? metric.grain);
  const toMs = Math.ceil(nowMs / step) * step;
  const fromMs = toMs - windowMs;
  const parts = views.map((view, index) => {
    const points = view.snapshot?.answer.series[0]?.points ?? [];
    const filled = fillWindow(points, {
      fromMs,
      toMs,
      stepMs: step,
      asOfMs: view.asOf,
      emptyIsZero: emptyIsZero(metric),
    });
    const { finished, unfinished } = splitUnfinished(filled, step, view.asOf);
    const lastWeek = lastWeekOf(view.snapshot?.answer.compare?.[0], { fromMs, toMs, step, asOf: view.asOf });
    const line: ChartLine = {
      stat: stats[index],
      points: withoutEmptyEnds(toChart(finished)),
      lastWeek: withoutEmptyEnds(lastWeek),
    };
    return { line, unfinished };
  });
  const highest = parts.at(-1);
  const unfinished = highest?.unfinished ?? null;
  return {
    fromMs,
    toMs,
    stepMs: step,
    lines: parts.map(({ line }) => line),
    unfinished: unfinished === null ? null : { x: unfinished[0], y: unfinished[1] ?? 0 },
    newest: highest?.line.points.findLast(({ y }) => !Number.isNaN(y)) ?? null,
    empty: unfinished === null && parts.every(({ line }) => line.points.length === 0 && line.lastWeek.length === 0),
  };
};
