import type { Group } from '@tidewatch/contract/frames';
import { groupKey } from '../../fold/group-key.ts';
import type { Measure } from '../../measures/measure.ts';
import type { SeriesPlan } from '../plan/series-plan.ts';
import { isOther, type Column } from './columns.ts';
import { readValue } from './read-value.ts';

/** The groups that a query shows by name, in its order, and whether there are others. */
export interface Pick {
  readonly groups: readonly Group[];
  readonly keys: ReadonlySet<string>;
  readonly others: boolean;
}

/**
 * Chooses by the totals over the range; ties by name, groups without a value last. `(other)` is never chosen. `compared`: the totals of the
 * range that is compared with, which shows the same groups: it may have others where the first has none.
 */
export function pickGroups(
  plan: SeriesPlan,
  measures: readonly Measure[],
  totals: Column,
  compared: Column | null = null,
): Pick {
  const hidden = hiddenInputs(totals);
  const ranked = [...totals.values()]
    .filter(({ group }) => !isOther(group))
    .map(({ group, states }) => ({
      group,
      name: group.join(' '),
      value: readValue(plan, measures, states, { healthy: true, hidden }),
    }));
  const byName = (left: { name: string }, right: { name: string }): number =>
    left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
  const direction = plan.query.order === 'total' ? 1 : -1;
  ranked.sort((left, right) => {
    if (plan.query.order === 'group' || left.value === right.value) return byName(left, right);
    if (left.value === null || right.value === null) return left.value === null ? 1 : -1;
    return (left.value - right.value) * direction;
  });
  const groups = ranked.slice(0, plan.query.limit).map(({ group }) => group);
  const keys = new Set(groups.map(groupKey));
  const others = totals.size > groups.length || [...(compared?.keys() ?? [])].some((key) => !keys.has(key));
  return { groups, keys, others };
}

/** Per input: whether some of its groups are merged in `(other)`. */
export function hiddenInputs(column: Column): readonly boolean[] {
  for (const { group, states } of column.values()) {
    if (isOther(group)) return states.map((state) => state !== undefined);
  }
  return [];
}
