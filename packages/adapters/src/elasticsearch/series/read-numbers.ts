import type { StoreSeriesQuery } from '@tidewatch/core/ports/metric-store';
import { documentsPerSumMax } from '../partials/number-columns.ts';
import type { AggregationNode } from './aggregation-node.ts';
import { statesOf, sumsOf } from './number-sums.ts';
import { countGroups, groupPages, groupsPerAnswerMax } from './group-pages.ts';
import type { SeriesCollector } from './series-collector.ts';
import type { SearchCells } from './search-cells.ts';
import type { PresentColumns } from './probe-columns.ts';
import { partsOf, timeBuckets, type TimeCut } from './time-buckets.ts';

/** Largest number of buckets of one answer; Elasticsearch allows 65,536 (search.max_buckets). */
const answerBucketsMax = 60_000;

/** A bucket holds more documents than can be summed exactly: ask again with smaller buckets. */
export class TooManyDocuments extends Error {}

/** Smaller in tests. */
export interface SeriesLimits {
  readonly documentsPerSum?: number;
  readonly groupsPerAnswer?: number;
  /** Cells that are read one by one where slices are told apart. */
  readonly scannedDocuments?: number;
}

export interface NumbersRequest extends SeriesLimits {
  readonly search: SearchCells;
  readonly query: StoreSeriesQuery;
  readonly cut: TimeCut;
  readonly columns: PresentColumns;
  /** Dimensions to group by; empty: one group. */
  readonly by: readonly string[];
  /** The keys under which a group is shown. */
  readonly shown: (keys: readonly string[]) => readonly string[];
  /** How many groups there can be, where that is known. */
  readonly groupsMax: number | null;
  readonly filters: readonly object[];
}

/** Lets the server merge the number columns, in as many requests as its bucket limit asks for. */
export async function readNumbers(request: NumbersRequest, collector: SeriesCollector): Promise<void> {
  const { search, query, cut, columns, by, shown, filters } = request;
  const { documentsPerSum = documentsPerSumMax, groupsPerAnswer = groupsPerAnswerMax } = request;
  const { measure } = query.metric;
  const single = cut.owners.length === 1;
  const groups =
    request.groupsMax ??
    (by.length === 0 || single ? 1 : await countGroups({ search, by, cut, filters, groupsPerAnswer }));
  const size = by.length === 0 ? answerBucketsMax : Math.max(1, Math.floor(answerBucketsMax / (groups + 1)));
  for (const part of partsOf(cut, size)) {
    const buckets = timeBuckets(part);
    const aggs = buckets.aggregations(sumsOf(measure, columns));
    const collect = (keys: readonly string[], node: AggregationNode) => {
      const states = collector.statesOf(shown(keys));
      for (const [owner, bucket] of buckets.read(node)) {
        if (bucket.doc_count > documentsPerSum) throw new TooManyDocuments();
        for (const state of statesOf(measure, bucket)) collector.add(states, owner, state);
      }
    };
    if (by.length === 0) {
      const answer = await search(part, filters, aggs);
      if (answer.doc_count > 0) collect([], answer);
    } else {
      const pages = groupPages({
        search,
        by,
        cut: part,
        filters,
        aggs,
        groups: single ? null : groups,
        groupsPerAnswer,
      });
      for await (const page of pages) for (const { keys, node } of page) collect(keys, node);
    }
  }
}
