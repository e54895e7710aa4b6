import type { Series, SeriesAnswer } from '@tidewatch/contract/queries';
import { plainText } from '../../shared/format/plain-text.ts';

/** Names that stand for something else than themselves (FORMATS of the API). */
const otherValue = '(other)';
const noneValue = '(none)';

export interface TopGroup {
  /** The dimension's value; null for "not given". */
  readonly name: string | null;
  readonly value: number;
  readonly base: number | null;
}

export interface TopGroups {
  /** Largest first. */
  readonly groups: readonly TopGroup[];
  /** Everything that is not named, null when all is. */
  readonly other: TopGroup | null;
  /** Largest value or base among the groups, at least 1: the full width of a bar. */
  readonly top: number;
}

const valueOf = (series: Series, dimension: string) => series.group[dimension] ?? '';

/** The largest `limit` groups of an answer grouped by `dimension`, with the same time last week beside each. */
export const topGroups = (answer: SeriesAnswer, dimension: string, limit: number): TopGroups => {
  const bases = new Map((answer.compare ?? []).map((series) => [valueOf(series, dimension), series.total]));
  const toGroup = (series: Series): TopGroup => {
    const value = valueOf(series, dimension);
    return {
      name: value === noneValue ? null : plainText(value),
      value: series.total ?? 0,
      base: bases.get(value) ?? null,
    };
  };
  const named = answer.series.filter((series) => valueOf(series, dimension) !== otherValue);
  const groups = named
    .map(toGroup)
    .filter((group) => group.value > 0)
    .sort((one, two) => two.value - one.value || (one.name ?? '').localeCompare(two.name ?? ''))
    .slice(0, limit);
  const rest = answer.series.find((series) => valueOf(series, dimension) === otherValue);
  return {
    groups,
    other: rest === undefined || (rest.total ?? 0) === 0 ? null : toGroup(rest),
    top: groups.reduce((top, group) => Math.max(top, group.value, group.base ?? 0), 1),
  };
};
