import type { DashboardDefinition } from '@tidewatch/contract/catalog/dashboard-definition';
import type { Route } from '@tidewatch/contract/catalog/delivery';
import type { EventDefinition } from '@tidewatch/contract/catalog/event-definition';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import type { MetricItem } from '@tidewatch/contract/queries';

/** What the screens need of the catalog in force. */
export interface Definitions {
  readonly metrics: readonly MetricItem[];
  /** Event type → definition. Empty while only the metrics are known. */
  readonly events: ReadonlyMap<string, EventDefinition>;
  /** In the order of the navigation. Empty while only the metrics are known, and where the catalog has none. */
  readonly dashboards: readonly DashboardDefinition[];
  readonly rules: readonly Rule[];
  readonly routes: readonly Route[];
}

const sameTexts = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((text) => other.includes(text));

/** The other one counts the same events with more dimensions, and this one exists for a formula: it would show the same number twice. */
const isPartOfFormula = (metric: MetricItem, all: readonly MetricItem[]): boolean => {
  const used = all.some(({ formula }) => formula?.split(/[^\w-]+/).includes(metric.metric) === true);
  if (!used || metric.target !== null) return false;
  return all.some(
    (other) =>
      other.measure === metric.measure &&
      other.formula === null &&
      sameTexts(other.from, metric.from) &&
      other.by.length > metric.by.length &&
      metric.by.every((dimension) => other.by.includes(dimension)),
  );
};

const byOwnerThenName = (first: string | undefined) => (one: MetricItem, other: MetricItem) => {
  if (one.owner !== other.owner && (one.owner === first || other.owner === first)) return one.owner === first ? -1 : 1;
  return one.owner.localeCompare(other.owner) || one.metric.localeCompare(other.metric);
};

/**
 * Metrics that the page shows: the company's own, not the built-in counters of the pipeline nor helpers of a formula. Those of one owner
 * stand together, the main metric's owner first.
 */
export const shownMetrics = ({ metrics }: Pick<Definitions, 'metrics'>): readonly MetricItem[] => {
  const shown = metrics.filter((metric) => !metric.builtIn && !isPartOfFormula(metric, metrics));
  return [...shown].sort(byOwnerThenName(mainMetric(shown)?.owner));
};

const isRare = (metric: MetricItem) => metric.good === 'down' && metric.measure === 'count' && metric.formula === null;
const hasLimit = (metric: MetricItem) => isRare(metric) && metric.target !== null;

/**
 * The number that the page puts first: the first count that has a limit, else that should be low, else the first metric.
 * Dashboards in the catalog will say this themselves.
 */
export const mainMetric = (metrics: readonly MetricItem[]): MetricItem | null =>
  metrics.find(hasLimit) ?? metrics.find(isRare) ?? metrics[0] ?? null;

const headlinesMax = 4;

/** The numbers beside the main one: the first others that have a target, then any. */
export const headlineMetrics = (metrics: readonly MetricItem[]): readonly MetricItem[] => {
  const others = metrics.filter((metric) => metric !== mainMetric(metrics));
  return [...others.filter(({ target }) => target !== null), ...others.filter(({ target }) => target === null)].slice(
    0,
    headlinesMax,
  );
};

/** What the event feed lists. */
export interface FeedSource {
  readonly types: readonly string[];
}

/** The events counted by metrics that have a limit; those of the main metric where none has. */
export const feedSource = (metrics: readonly MetricItem[]): FeedSource => {
  const limited = metrics.filter(hasLimit);
  const main = mainMetric(metrics);
  const counted = limited.length > 0 || main === null ? limited : [main];
  return { types: [...new Set(counted.flatMap((metric) => metric.from))].sort() };
};

/** Events that there should be few of: those that a metric with a limit counts. */
export const isRareType = (type: string, metrics: readonly MetricItem[]): boolean =>
  metrics.some((metric) => hasLimit(metric) && metric.from.includes(type));
