import type { MetricItem, SeriesAnswer } from '@tidewatch/contract/queries';

/** Values that the API can name in one answer, and metrics that are asked. */
const valuesMax = 10_000;
const metricsMax = 8;

export interface DimensionValues {
  /** As they stand in a filter, the most frequent first. */
  readonly values: readonly string[];
  /** Rare ones are missing. */
  readonly truncated: boolean;
}

/** Metrics that can say which values a dimension has: counts first, for they are the cheapest. */
export const metricsWith = (metrics: readonly MetricItem[], dimension: string): readonly MetricItem[] =>
  metrics
    .filter((metric) => metric.by.includes(dimension) && metric.formula === null && !metric.builtIn)
    .sort((one, other) => Number(other.measure === 'count') - Number(one.measure === 'count'))
    .slice(0, metricsMax);

/** The values of several answers as one list. */
export const mergeValues = (answers: readonly SeriesAnswer[], dimension: string): DimensionValues => {
  const shares = new Map<string, number>();
  let truncated = false;
  for (const answer of answers) {
    truncated ||= answer.truncated;
    const all = answer.series.reduce((sum, { total }) => sum + Math.abs(total ?? 0), 0);
    for (const { group, total } of answer.series) {
      const value = group[dimension];
      if (value === undefined) continue;
      if (value === '(other)') truncated = true;
      // Metrics count different things: what is compared is the share in each.
      else shares.set(value, (shares.get(value) ?? 0) + (all === 0 ? 0 : Math.abs(total ?? 0) / all));
    }
  }
  const values = [...shares]
    .sort(([one, shareOfOne], [other, shareOfOther]) => shareOfOther - shareOfOne || one.localeCompare(other))
    .map(([value]) => value);
  return { values, truncated };
};

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Values whose name, or they themselves, contain the text, without regard to capitals and accents; all while nothing is sought. */
export const matching = (
  values: readonly string[],
  sought: string,
  nameOf: (value: string) => string,
): readonly string[] => {
  const text = fold(sought.trim());
  return text === ''
    ? values
    : values.filter((value) =>
        fold(`${nameOf(value)}
${value}`).includes(text),
      );
};

export interface ValuesQuery {
  readonly metrics: readonly MetricItem[];
  readonly dimension: string;
  readonly from: string;
  readonly to: string;
  readonly tz: string;
}

/** Asks for the values that occur in a range. Rejects when the gateway does not answer; asking again is fine. */
export const loadValues = async (query: ValuesQuery, signal: AbortSignal): Promise<DimensionValues> => {
  const { metrics, dimension, from, to, tz } = query;
  const answers = metricsWith(metrics, dimension).map(async ({ metric }) => {
    const parameters = new URLSearchParams({ by: dimension, from, to, tz, step: '1d', limit: String(valuesMax) });
    const path = `/v1/metrics/${encodeURIComponent(metric)}/series?${parameters.toString()}`;
    const response = await fetch(path, { headers: { accept: 'application/json' }, signal });
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
    return (await response.json()) as SeriesAnswer;
  });
  return mergeValues(await Promise.all(answers), dimension);
};
