import type { Catalog, MeasureName } from '@tidewatch/contract';

/** What is needed of a metric to write its cells. */
export interface MetricShape {
  readonly by: readonly string[];
  readonly measure: MeasureName;
  readonly finestGrain: string;
}

export type MetricShapes = ReadonlyMap<string, MetricShape>;

export function metricShapes({ metrics }: Catalog): MetricShapes {
  return new Map(
    metrics.map(({ metric, by, measure, grains }) => [metric, { by, measure, finestGrain: grains[0]?.grain ?? '' }]),
  );
}
