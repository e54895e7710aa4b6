import type { Catalog, Metric } from '@tidewatch/contract/catalog/catalog';
import { inputTopics } from '../../definitions/topics.ts';

/**
 * Topics on which a metric's events may come: `events`, and those of sources that emit one of its types. A metric about the pipeline
 * itself waits for all of them.
 */
export function topicsOfMetric(metric: Metric, catalog: Catalog): readonly string[] {
  if (metric.builtIn) return inputTopics(catalog);
  const topics = catalog.sources.flatMap(({ topic, emit, format }) => {
    const emits = format === 'cloudevents' || (emit ?? []).some(({ event }) => metric.from.includes(event));
    return topic !== undefined && emits ? [topic] : [];
  });
  return [...new Set(['events', ...topics])].toSorted();
}
