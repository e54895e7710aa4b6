import type { IndexNames } from '../indices/index-names.ts';
import type { Server } from '../server/server.ts';
import type { AggregationNode } from './aggregation-node.ts';
import { timeFilter } from './filters.ts';
import type { TimeCut } from './time/time-buckets.ts';

interface SearchAnswer {
  readonly hits: { readonly total: { readonly value: number } };
  readonly aggregations?: Omit<AggregationNode, 'doc_count'>;
}

/** One aggregation over the cells of a time range whose states are in columns. With several time buckets `doc_count` is only 0 or more. */
export type SearchCells = (cut: TimeCut, filters: readonly object[], aggs: object) => Promise<AggregationNode>;

export function searchCells(server: Server, names: IndexNames, grain: string): SearchCells {
  return async ({ bounds, owners }, filters, aggs) => {
    const [from = 0, to = 0] = [bounds[0], bounds.at(-1)];
    const answer: SearchAnswer = await server.ask(
      {
        method: 'POST',
        path: `/${names.rollupsBetween(grain, from, to).join(',')}/_search`,
        // A missing shard is an error, not a smaller number.
        query: { ignore_unavailable: true, allow_partial_search_results: false },
        body: {
          size: 0,
          // Only a single bucket has no node that counts its documents.
          track_total_hits: owners.length === 1 ? true : 1,
          query: { bool: { filter: [timeFilter(from, to), ...filters], must_not: [{ term: { opaque: true } }] } },
          aggs,
        },
      },
      'read series',
    );
    return { doc_count: answer.hits.total.value, ...answer.aggregations };
  };
}
