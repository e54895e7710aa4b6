import type { Catalog, Metric } from '@tidewatch/contract/catalog/catalog';

/**
 * The definition that a generation had of a metric, if its partials can be merged with those of the current one: same dimensions in
 * the same order, same measure, same minor unit. A changed `where`, `field` or `from` does not part them: nothing is retracted (I9),
 * older windows go on showing what the definition of their time counted.
 */
export function readableDefinition(current: Metric, catalog: Catalog | null): Metric | null {
  const then = catalog?.metrics.find(({ metric }) => metric === current.metric);
  if (then === undefined) return null;
  const sameDimensions =
    then.by.length === current.by.length && then.by.every((dimension, index) => dimension === current.by[index]);
  return sameDimensions && then.measure === current.measure && then.scale === current.scale ? then : null;
}
