import type { StoreSeriesQuery } from '@tidewatch/core/ports/metric-store';
import { documentsPerSumMax } from '../partials/number-columns.ts';
import type { AggregationNode } from './aggregation-node.ts';
import { statesOf, sumsOf } from './columns/number-sums.ts';
import { countGroups, groupPages, groupsPerAnswerMax } from './group-pages.ts';
import type { SeriesCollector } from './series-collector.ts';
import type { SearchCells } from './search-cells.ts';
import type { ReadColumns } from './columns/rare-columns.ts';
import { partsOf, timeBuckets, type TimeCut } from './time-buckets.ts';

/** Largest number of buckets of one answer; Elasticsearch allows 65,536 (search.max_buckets). */
const answerBucketsMax = 60_000;
/** A total over many buckets is asked for in so many parts at once: the server reads a segment with one thread. */
const partsAtOnce = 4;
/** Fewer buckets than this are not worth a request of their own. */
const bucketsOfPartMin = 360;

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
  readonly columns: ReadColumns;
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
  await (request.by.length === 0 ? readTotal(request, collector) : readGroups(request, collector));
}

async function readTotal(request: NumbersRequest, collector: SeriesCollector): Promise<void> {
  const { search, cut, filters } = request;
  const fair = Math.max(bucketsOfPartMin, Math.ceil(cut.owners.length / partsAtOnce));
  const size = Math.min(fair, answerBucketsMax);
  const parts = [...partsOf(cut, size)].map(async (part) => {
    const { aggs, collect } = partReader(request, part, collector);
    const answer = await search(part, filters, aggs);
    if (answer.doc_count > 0) collect([], answer);
  });
  await Promise.all(parts);
}

async function readGroups(request: NumbersRequest, collector: SeriesCollector): Promise<void> {
  const { search, cut, by, filters, groupsPerAnswer = groupsPerAnswerMax } = request;
  const single = cut.owners.length === 1;
  const groups = request.groupsMax ?? (single ? 1 : await countGroups({ search, by, cut, filters, groupsPerAnswer }));
  for (const part of partsOf(cut, Math.max(1, Math.floor(answerBucketsMax / (groups + 1))))) {
    const { aggs, collect } = partReader(request, part, collector);
    const pages = groupPages({ search, by, cut: part, filters, aggs, groups: single ? null : groups, groupsPerAnswer });
    for await (const page of pages) for (const { keys, node } of page) collect(keys, node);
  }
}

/** What to ask for in a part, and how its answer is taken. */
function partReader(
  { query, columns, shown, documentsPerSum = documentsPerSumMax }: NumbersRequest,
  part: TimeCut,
  collector: SeriesCollector,
) {
  const { measure } = query.metric;
  const buckets = timeBuckets(part);
  return {
    aggs: buckets.aggregations(sumsOf(measure, columns)),
    collect: (keys: readonly string[], node: AggregationNode) => {
      const states = collector.statesOf(shown(keys));
      buckets.visit(node, (owner, bucket) => {
        if (bucket.doc_count > documentsPerSum) throw new TooManyDocuments();
        for (const state of statesOf(measure, bucket)) collector.add(states, owner, state);
      });
    },
  };
}
