import type { Catalog, Metric } from '@tidewatch/contract';
import { compileMetrics, type CompiledMetric } from '../catalog/compile-metrics.ts';
import { readByMetrics, type EventReads } from '../decode/events/event-reads.ts';
import { measureOf } from '../measures/measure-of.ts';
import type { Measure } from '../measures/measure.ts';
import { SharedNames } from './shared-names.ts';

/** A metric with everything that the fold of an event needs. */
export interface PlannedMetric {
  readonly compiled: CompiledMetric;
  /** Place in `FoldPlan.metrics`. */
  readonly index: number;
  /** Metrics with equal `by` share the groups of a slice: place among the different lists of dimensions. */
  readonly byPlace: number;
}

/** The catalog, compiled once per generation for the fold. */
export interface FoldPlan {
  readonly metrics: readonly Metric[];
  readonly measures: readonly Measure[];
  /** Per metric the place of its `by` among the different lists of dimensions. */
  readonly byPlaces: readonly number[];
  readonly names: SharedNames;
  readonly byType: ReadonlyMap<string, readonly PlannedMetric[]>;
  /** What the fold reads of each event type, for the decoder. */
  readonly reads: ReadonlyMap<string, EventReads>;
  /** Index of each built-in metric by name. */
  readonly builtIn: ReadonlyMap<string, number>;
}

/** Compiles the catalog for the fold. The catalog must have passed the checks of the loader. */
export function planFold(catalog: Catalog): FoldPlan {
  const metrics = catalog.metrics;
  const indexOf = new Map(metrics.map((metric, index) => [metric.metric, index]));
  const lists = [...new Set(metrics.map(({ by }) => JSON.stringify(by)))];
  const byPlaces = metrics.map(({ by }) => lists.indexOf(JSON.stringify(by)));
  const byType = new Map<string, readonly PlannedMetric[]>();
  for (const [type, compiled] of compileMetrics(catalog)) {
    byType.set(
      type,
      compiled.map((metric) => {
        const index = indexOf.get(metric.metric.metric)!;
        return { compiled: metric, index, byPlace: byPlaces[index]! };
      }),
    );
  }
  return {
    metrics,
    measures: metrics.map((metric) => measureOf(metric)),
    byPlaces,
    names: new SharedNames(lists.length),
    byType,
    reads: readByMetrics(catalog),
    builtIn: new Map(metrics.flatMap((metric, index) => (metric.builtIn ? [[metric.metric, index] as const] : []))),
  };
}
