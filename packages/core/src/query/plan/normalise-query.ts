import type { SeriesQuery } from '@tidewatch/contract/queries';

/** The same query with its lists sorted and without repetition: queries that mean the same have the same text. */
export function normaliseQuery(query: SeriesQuery): SeriesQuery {
  const { metric, from, to, step, tz, compare, stat, limit, order } = query;
  return {
    metric,
    from,
    to,
    ...(step === undefined ? {} : { step }),
    by: distinct(query.by),
    where: distinct(query.where),
    tz,
    ...(compare === undefined ? {} : { compare }),
    ...(stat === undefined ? {} : { stat }),
    limit,
    order,
  };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted();
}
