import type { MetricItem, SeriesAnswer } from '@tidewatch/contract/queries';
import { otherValue, topGroups } from '../../shared/groups/top-groups.ts';
import { changeOf, type Change } from '../../shared/series/change-of.ts';

export interface GroupCell {
  readonly value: number | null;
  readonly base: number | null;
  readonly change: Change | null;
}

export interface GroupRow {
  readonly key: string;
  readonly cells: readonly GroupCell[];
}

export type TableMetric = Pick<MetricItem, 'unit' | 'good' | 'measure'>;

const totalsOf = (
  series: readonly { readonly group: Readonly<Record<string, string>>; readonly total: number | null }[],
  dimension: string,
) => new Map(series.map(({ group, total }) => [group[dimension] ?? '', total]));

/** The largest groups of the first answer as rows, and what the other answers say of the same groups. The rest comes last. */
export const groupRows = (
  answers: readonly (SeriesAnswer | null)[],
  metrics: readonly TableMetric[],
  dimension: string,
  limit: number,
): readonly GroupRow[] => {
  const first = answers[0];
  if (!first) return [];
  const { groups, other } = topGroups(first, dimension, limit);
  const known = answers.map((answer) => ({
    now: totalsOf(answer?.series ?? [], dimension),
    before: totalsOf(answer?.compare ?? [], dimension),
  }));
  const rowOf = (key: string): GroupRow => ({
    key,
    cells: metrics.map((metric, index) => {
      // "Other" of another metric is other groups: it cannot stand in the same row.
      const usable = key !== otherValue || index === 0;
      const value = usable ? (known[index]?.now.get(key) ?? null) : null;
      const base = usable ? (known[index]?.before.get(key) ?? null) : null;
      const { unit, good, measure } = metric;
      return { value, base, change: changeOf({ value, base, unit, good, counts: measure === 'count' }) };
    }),
  });
  return [...groups.map(({ key }) => rowOf(key)), ...(other === null ? [] : [rowOf(otherValue)])];
};

/** Filters that ask for these groups alone; null where there are too many for a query. */
export const groupsFilter = (
  rows: readonly { readonly key: string }[],
  dimension: string,
  max: number,
): readonly string[] | null => {
  const names = rows.filter(({ key }) => key !== otherValue).map(({ key }) => `${dimension}:${key}`);
  return names.length > max ? null : names.sort();
};
