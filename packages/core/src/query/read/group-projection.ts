import type { Group } from '@tidewatch/contract/frames';
import { groupKey } from '../../fold/group-key.ts';
import type { Filter } from '../plan/series-plan.ts';
import { otherGroup } from '../series/columns.ts';

/** Turns a metric's full group into the group of a query; null for what the filter keeps out. */
export type Projection = (group: Group) => Group | null;

/**
 * `dimensions`: those of the metric in its order. `only`: groups that keep their names, all others become `(other)`; null: all keep
 * their names.
 */
export function groupProjection(
  dimensions: readonly string[],
  by: readonly string[],
  where: Filter,
  only: readonly Group[] | null,
): Projection {
  const picked = by.map((dimension) => dimensions.indexOf(dimension));
  const conditions = Object.entries(where).map(
    ([dimension, values]) => [dimensions.indexOf(dimension), new Set(values)] as const,
  );
  const named = only === null ? null : new Set(only.map(groupKey));
  const other = otherGroup(by.length);
  const total: Group = [];
  // A day in memory has more cells than an answer: most need no list of their own.
  const isWhole = picked.length === dimensions.length && picked.every((index, place) => index === place);
  return (group) => {
    for (const [index, values] of conditions) if (!values.has(group[index] ?? '')) return null;
    if (picked.length === 0) return total;
    const projected = isWhole ? group : picked.map((index) => group[index] ?? '');
    return named === null || named.has(groupKey(projected)) ? projected : other;
  };
}
