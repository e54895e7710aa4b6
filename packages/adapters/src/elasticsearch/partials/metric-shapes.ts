import type { Catalog, MeasureName, Metric } from '@tidewatch/contract';

/** What is needed of a metric to write its cells. */
export interface MetricShape {
  readonly by: readonly string[];
  readonly measure: MeasureName;
  readonly finestGrain: string;
}

export type MetricShapes = ReadonlyMap<string, MetricShape>;

/** Of a name that is there twice the last counts. */
export function metricShapes({ metrics }: Catalog): MetricShapes {
  return new Map(metrics.map((metric) => [metric.metric, shapeOf(metric)]));
}

export function shapeOf({ by, measure, grains }: Metric): MetricShape {
  return { by, measure, finestGrain: grains[0]?.grain ?? '' };
}
