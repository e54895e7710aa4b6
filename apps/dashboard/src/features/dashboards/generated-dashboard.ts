import type { DashboardDefinition, Panel } from '@tidewatch/contract/catalog/dashboard-definition';
import type { MetricItem } from '@tidewatch/contract/queries';
import {
  feedSource,
  headlineMetrics,
  mainMetric,
  shownMetrics,
  type Definitions,
} from '../../shared/catalog/definitions.ts';

const scopeMax = 4;

const chartOf = ({ metric }: MetricItem): Panel => ({
  panel: 'time_series',
  metric,
  where: [],
  compare: true,
  columns: 6,
  rows: 5,
});

/** A screen for a catalog that has none: the main number, the others that have a target, the events, and a chart of each metric. */
export const generatedDashboard = (definitions: Pick<Definitions, 'metrics'>): DashboardDefinition => {
  const metrics = shownMetrics(definitions);
  const main = mainMetric(metrics);
  const feed = feedSource(metrics);
  const headlines = headlineMetrics(metrics);
  const stat = ({ metric }: MetricItem, columns: number): Panel => ({
    panel: 'stat',
    metric,
    columns,
    where: [],
    compare: true,
  });
  const rest = Math.floor(8 / Math.max(1, headlines.length));
  const top: Panel[] =
    main === null
      ? []
      : [
          stat(main, headlines.length === 0 ? 12 : 4),
          ...headlines.map((metric) => stat(metric, rest)),
          { ...chartOf(main), columns: main.by.length > 0 ? 8 : 12, rows: 7 },
          ...(main.by.length === 0
            ? []
            : [{ panel: 'top_n' as const, metric: main.metric, by: [...main.by], where: [], limit: 8, compare: true }]),
        ];
  const events: Panel[] =
    feed.types.length === 0
      ? []
      : [{ panel: 'event_feed', types: [...feed.types], where: [], limit: 100, columns: 12, rows: 7 }];
  return {
    dashboard: 'metrics',
    active: true,
    order: 0,
    scope: main === null ? [] : main.by.slice(0, scopeMax),
    panels: [...top, ...events, ...metrics.filter((metric) => metric !== main).map(chartOf)],
  };
};
