import type { EventDefinition } from '@tidewatch/contract/catalog/event-definition';
import type { EventItem } from '@tidewatch/contract/events';
import type { MetricItem } from '@tidewatch/contract/queries';

/** How often the like of an event happened in the same place: the metric that counts it, for one dimension value. */
export interface HereQuery {
  readonly metric: MetricItem;
  readonly where: string;
}

/** The count of this event type by the event's first dimension; null where nothing counts it so. */
export const hereQuery = (
  event: EventItem,
  definition: EventDefinition | undefined,
  metrics: readonly MetricItem[],
): HereQuery | null => {
  const dimension = Object.entries(definition?.data ?? {}).find(
    ([field, { dimension: is }]) => is && (event.data[field] ?? '') !== '',
  )?.[0];
  if (dimension === undefined) return null;
  const counts = metrics.filter(
    ({ measure, from, by, builtIn }) =>
      measure === 'count' && !builtIn && from.length === 1 && from[0] === event.type && by.includes(dimension),
  );
  // The metric with the most dimensions is the company's own; the others are made for formulas.
  const metric = counts.sort((one, other) => other.by.length - one.by.length)[0];
  return metric === undefined ? null : { metric, where: `${dimension}:${String(event.data[dimension])}` };
};
