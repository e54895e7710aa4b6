import type { MetricItem } from '@tidewatch/contract/queries';

/** The `stat` parameter of a quantile: 0.95 → `p95`. */
export const statOf = (quantile: number): string => `p${Number((quantile * 100).toFixed(4))}`;

/** Stats of a metric, lowest first; one that is undefined where the metric has a single value. */
export const statsOf = (
  metric: Pick<MetricItem, 'measure' | 'formula' | 'quantiles'>,
): readonly (string | undefined)[] =>
  metric.measure === 'quantiles' && metric.formula === null && metric.quantiles.length > 0
    ? [...metric.quantiles].sort((one, other) => one - other).map(statOf)
    : [undefined];
