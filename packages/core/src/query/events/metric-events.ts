import type { Access } from '@tidewatch/contract/access';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { Event } from '@tidewatch/contract/events';
import { compileMetrics } from '../../catalog/compile-metrics.ts';
import { didYouMean } from '../../expressions/nearest-name.ts';
import { planEvents, type EventsPlan } from './plan-events.ts';

/** The events behind a number. */
interface MetricEvents {
  readonly types: readonly string[];
  /** The metric's own condition; null where every event of the types counts. */
  readonly counts: ((event: Event) => boolean) | null;
}

/**
 * Which events a metric counts; of a formula those that any of its inputs counts. Throws `unknown_metric`, and `invalid_parameter` for
 * the pipeline's own counters, which count records.
 */
function metricEvents(name: string, catalog: Catalog): MetricEvents {
  const formula = catalog.formulas.find(({ metric }) => metric === name);
  const names = new Set(formula?.inputs ?? [name]);
  const metrics = catalog.metrics.filter(({ metric }) => names.has(metric));
  if (metrics.length === 0) {
    const known = [...catalog.metrics, ...catalog.formulas].map(({ metric }) => metric);
    throw new TidewatchError('unknown_metric', `there is no metric ${JSON.stringify(name)}${didYouMean(name, known)}`);
  }
  const types = [...new Set(metrics.flatMap(({ from }) => from))].toSorted();
  if (types.length === 0)
    throw new TidewatchError(
      'invalid_parameter',
      `${name} counts records of the pipeline: there are no events behind it`,
    );
  if (metrics.every(({ where }) => where === null)) return { types, counts: null };
  const byType = compileMetrics({ ...catalog, metrics });
  return {
    types,
    counts: (event) => (byType.get(event.type) ?? []).some(({ matches }) => (matches?.(event) ?? true) === true),
  };
}

export interface EventSearch extends EventsPlan {
  /** The metric's own condition; null where every event of the plan counts. */
  readonly counts: MetricEvents['counts'];
}

/**
 * Checks which events are asked for: types, filter, and those that a metric counts. Null when there can be none, because the metric
 * counts none of the types. Throws as `planEvents` and `metricEvents` do.
 */
export function planEventSearch(
  asked: { readonly metric?: string | undefined; readonly type: readonly string[]; readonly where: readonly string[] },
  catalog: Catalog,
  access: Access,
): EventSearch | null {
  if (asked.metric === undefined) return { ...planEvents(asked.type, asked.where, catalog, access), counts: null };
  const { types: counted, counts } = metricEvents(asked.metric, catalog);
  const types = asked.type.length === 0 ? counted : counted.filter((type) => asked.type.includes(type));
  return types.length === 0 ? null : { ...planEvents(types, asked.where, catalog, access), counts };
}
