import type { Series, SeriesAnswer } from '@tidewatch/contract/queries';

/** Names that stand for something else than themselves (FORMATS of the API). */
export const otherValue = '(other)';
export const noneValue = '(none)';

export interface TopGroup {
  /** The dimension's value, as the API knows it: text from outside. */
  readonly key: string;
  readonly value: number;
  readonly base: number | null;
}

export interface TopGroups {
  /** Largest first. */
  readonly groups: readonly TopGroup[];
  /** Everything that is not named, null when all is. */
  readonly other: TopGroup | null;
  /** Largest value or base among the groups; the full width of a bar. */
  readonly top: number;
}

const valueOf = (series: Series, dimension: string) => series.group[dimension] ?? '';
const inOrder = (one: TopGroup, other: TopGroup) =>
  other.value - one.value || (one.key < other.key ? -1 : one.key > other.key ? 1 : 0);

/** The largest `limit` groups of an answer grouped by `dimension`, with the time that is compared with beside each. */
export const topGroups = (answer: SeriesAnswer, dimension: string, limit: number): TopGroups => {
  const bases = new Map((answer.compare ?? []).map((series) => [valueOf(series, dimension), series.total]));
  const toGroup = (series: Series): TopGroup => {
    const key = valueOf(series, dimension);
    return { key, value: series.total ?? 0, base: bases.get(key) ?? null };
  };
  const groups = answer.series
    .filter((series) => valueOf(series, dimension) !== otherValue)
    .map(toGroup)
    .filter((group) => group.value > 0)
    .sort(inOrder)
    .slice(0, limit);
  const rest = answer.series.find((series) => valueOf(series, dimension) === otherValue);
  const top = groups.reduce((highest, group) => Math.max(highest, group.value, group.base ?? 0), 0);
  return {
    groups,
    other: rest === undefined || (rest.total ?? 0) === 0 ? null : toGroup(rest),
    top: top > 0 ? top : 1,
  };
};
