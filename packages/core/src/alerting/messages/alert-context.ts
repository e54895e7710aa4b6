import type { Alert, AlertDriver } from '@tidewatch/contract/alerts';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { Receiver } from '@tidewatch/contract/catalog/delivery';
import type { Series, SeriesAnswer, SeriesQueryInput } from '@tidewatch/contract/queries';
import { thresholdOf } from '../rules/threshold-of.ts';
import type { CatalogNames } from './catalog-names.ts';
import { whereOf } from './compose-message.ts';
import { localText } from './local-text.ts';
import { formatDuration, formatTime, zoneName } from './format.ts';
import { likelyDriver, type DimensionTotals } from './likely-driver.ts';
import type { ChartPicture, ChartPoint } from './message.ts';
import { messageTexts } from './texts.ts';

const minuteMs = 60_000;
const chartMsMin = 3 * 3_600_000;
const windowsMin = 36;
const pointsMax = 240;
const dimensionsMax = 5;
const groupsMax = 200;

/** Reads a series as the API does. May reject: then a message goes without what it would have said. */
export type ReadSeries = (query: SeriesQueryInput) => Promise<SeriesAnswer>;

/**
 * The chart of an alert's metric around the episode, with last week's line; null where it cannot be read. A point stands at the end of its
 * interval, when its value was known; the last one is what the rule saw. `stat` as the rule reads it.
 */
export async function pictureOf(
  alert: Alert,
  { language, zone }: Pick<Receiver, 'language' | 'zone'>,
  read: ReadSeries,
  { stat = null, names }: { readonly stat?: string | null; readonly names?: CatalogNames } = {},
): Promise<ChartPicture | null> {
  const stepMs = stepOf(alert.overMs);
  const to = alert.resolvedAt ?? alert.lastEvaluatedAt;
  const episodeMs = to - (alert.firingSince ?? alert.activeSince);
  const spanMs = Math.min(Math.max(chartMsMin, windowsMin * stepMs, episodeMs * 1.5), pointsMax * stepMs);
  const query = { ...base(alert), from: iso(to - spanMs, stepMs), to: iso(to, 1), step: `${stepMs / minuteMs}m` };
  const answer = await read({ ...query, ...(stat === null ? {} : { stat }), compare: '7d', limit: 1 });
  const [series] = answer.series;
  if (series === undefined || series.points.every(([, value]) => value === null)) return null;
  const [before] = answer.compare ?? [];
  const texts = messageTexts[language];
  const where = whereOf(alert, language, names);
  const title = [localText(alert.title, language), where].filter((part) => part !== '').join(' · ');
  const time = (at: number): string => formatTime(at, zone, language);
  // A point stands beside the one in its place, which no single shift gives where clocks change.
  const atEnds = (values: readonly ChartPoint[]): ChartPoint[] =>
    values.map(([at, value], index) => [Math.min((series.points[index]?.[0] ?? at) + stepMs, to), value]);
  const points = atEnds(series.points);
  const seen = alert.evidence.value;
  if (seen !== null && stepMs === alert.overMs && points.length > 0) points[points.length - 1] = [to, seen];
  return {
    title,
    aside: texts.chartAside(formatDuration(stepMs, language), zoneName(zone)),
    language,
    zone,
    unit: alert.unit,
    points,
    lastWeek: before === undefined ? [] : atEnds(before.points),
    lastWeekText: texts.lastWeek,
    threshold: thresholdOf(alert.condition, alert.evidence),
    thresholdText: texts.threshold,
    firingSince: alert.firingSince,
    resolvedAt: alert.resolvedAt,
    summary: texts.chart(title, time(points[0]?.[0] ?? to), time(to)),
  };
}

/** Which value of which dimension contributes most of the change against last week; only for metrics that add up. */
export async function driverOf(alert: Alert, catalog: Catalog, read: ReadSeries): Promise<AlertDriver | null> {
  const metric = catalog.metrics.find((candidate) => candidate.metric === alert.metric);
  if (metric === undefined || (metric.measure !== 'count' && metric.measure !== 'sum')) return null;
  const fixed = new Set([...Object.keys(alert.group), ...alert.where.map((text) => text.split(':')[0])]);
  const open = metric.by.filter((dimension) => !fixed.has(dimension)).slice(0, dimensionsMax);
  const to = alert.peak?.at ?? alert.lastEvaluatedAt;
  const spanMs = Math.max(alert.overMs, minuteMs);
  const query = { ...base(alert), from: iso(to - spanMs, minuteMs), to: iso(to, 1), compare: '7d', limit: groupsMax };
  const totals = await Promise.all(
    open.map(async (dimension): Promise<DimensionTotals> => {
      const { series, compare = [] } = await read({ ...query, by: [dimension] });
      return { dimension, now: totalsOf(series, dimension), before: totalsOf(compare, dimension) };
    }),
  );
  return likelyDriver(totals);
}

const totalsOf = (series: readonly Series[], dimension: string): Map<string, number> =>
  new Map(series.map(({ group, total }) => [group[dimension] ?? '', total ?? 0]));

const base = ({ metric, where, group }: Alert): { metric: string; where: string[] } => ({
  metric,
  where: [...where, ...Object.entries(group).map(([dimension, value]) => `${dimension}:${value}`)],
});

/** A value over the rule's window is comparable with its threshold; windows that are no whole minutes are shown by the minute. */
const stepOf = (overMs: number): number =>
  overMs >= minuteMs && overMs % minuteMs === 0 && (24 * 60 * minuteMs) % overMs === 0 ? overMs : minuteMs;

const iso = (at: number, gridMs: number): string => new Date(Math.floor(at / gridMs) * gridMs).toISOString();
