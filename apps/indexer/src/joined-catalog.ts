import type { Catalog } from '@tidewatch/contract';
import type { Definitions } from '@tidewatch/core/definitions/generations';
import { readableDefinition } from '@tidewatch/core/query/plan/readable-definition';

/**
 * What the indexer stores by: the newest definitions, and of the generation in force what they no longer have, since that one answers
 * until the newest has caught up. A metric that has other dimensions or another measure now is there twice, first as it was. Null before
 * the first generation.
 */
export function joinedCatalog({ generations, inForce }: Definitions): Catalog | null {
  const newest = generations.at(-1)?.catalog;
  if (newest === undefined) return null;
  if (inForce === null || inForce.catalog === newest) return newest;
  const { events, sources, metrics } = inForce.catalog;
  return {
    ...newest,
    events: joined(newest.events, events, ({ event }) => event),
    sources: joined(newest.sources, sources, ({ source, topic }) => topic ?? source),
    metrics: [...metrics.filter((metric) => readableDefinition(metric, newest) === null), ...newest.metrics],
  };
}

function joined<Item>(
  newest: readonly Item[],
  before: readonly Item[],
  keyOf: (item: Item) => string,
): readonly Item[] {
  const known = new Set(newest.map(keyOf));
  return [...newest, ...before.filter((item) => !known.has(keyOf(item)))];
}
