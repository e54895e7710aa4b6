import type { MetricItem } from '@tidewatch/contract/queries';

/** An interval without events is a zero of what is counted or summed; a share, an average or a quantile of nothing is no number. */
export const emptyIsZero = (metric: Pick<MetricItem, 'measure' | 'formula'>): boolean =>
  metric.formula === null && ['count', 'sum', 'distinct'].includes(metric.measure);
