import type { Catalog, EventDefinition, Metric, SourceDefinition } from '@tidewatch/contract';
import { canonicalJson } from '../hashing/canonical-json.ts';
import { sha256 } from '../hashing/sha256.ts';

/** Raised when the fold gives other cells for the same definitions and events. */
const foldVersion = 2;

const eventPart = ({ event, data }: EventDefinition) => ({
  event,
  data: Object.fromEntries(
    Object.entries(data).map(([name, { type, required, currency }]) => [name, { type, required, currency }]),
  ),
});

const sourcePart = ({ source, topic, format, emit }: SourceDefinition) => ({ source, topic, format, emit });

const metricPart = ({ metric, from, where, by, measure, field, scale, quantiles, grains, groupsMax }: Metric) => ({
  metric,
  from,
  where,
  by,
  measure,
  field,
  scale,
  quantiles,
  grains: grains.map(({ grain }) => grain),
  groupsMax,
});

/** Hash of what the fold uses (hex, 256 bit). Titles, owners, targets, `good`, `keep` days and files are not part of it. */
export function generationHash(catalog: Catalog): string {
  return sha256(
    canonicalJson({
      foldVersion,
      events: catalog.events.map(eventPart),
      sources: catalog.sources.filter(({ topic }) => topic !== undefined).map(sourcePart),
      metrics: catalog.metrics.map(metricPart),
    }),
  );
}
