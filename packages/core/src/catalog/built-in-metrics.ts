import type { Metric } from '@tidewatch/contract';

const titles = {
  tidewatch_read: 'Records read',
  tidewatch_skipped: 'Records skipped',
  tidewatch_used: 'Records used',
  tidewatch_dead_letters: 'Dead letters',
  tidewatch_events: 'Events emitted',
  tidewatch_folded: 'Events folded',
  tidewatch_unmatched: 'Events that matched no metric',
  tidewatch_duplicates: 'Duplicates',
  tidewatch_late_events: 'Late events',
  tidewatch_expression_errors: 'Expressions that failed',
} as const;

export type BuiltInMetricName = keyof typeof titles;

/** Dimensions of every built-in metric. */
export const builtInDimensions = ['topic', 'partition', 'type', 'code'] as const;

/** What Tidewatch counts about itself, by append time, as ordinary metrics: screens and rules need no second path. */
export const builtInMetrics: readonly Metric[] = Object.entries(titles).map(([metric, title]) => ({
  metric,
  title,
  description: '',
  owner: 'tidewatch',
  unit: null,
  good: null,
  target: null,
  from: [],
  where: null,
  by: builtInDimensions,
  measure: 'count',
  field: null,
  scale: 1,
  quantiles: [],
  grains: [
    { grain: '1m', ms: 60_000, keepDays: 35 },
    { grain: '1h', ms: 3_600_000, keepDays: 400 },
  ],
  groupsMax: 10_000,
  builtIn: true,
}));
