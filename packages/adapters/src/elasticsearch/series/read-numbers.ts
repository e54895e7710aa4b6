import type { StoreSeriesQuery } from '@tidewatch/core/ports/metric-store';
import { documentsPerSumMax } from '../partials/number-columns.ts';
import type { AggregationNode } from './aggregation-node.ts';
import { statesOf, sumsOf } from './columns/number-sums.ts';
import { countGroups, groupPages, groupsPerAnswerMax } from './group-pages.ts';
import type { SeriesCollector } from './series-collector.ts';
import type { SearchCells } from './search-cells.ts';
import type { ReadColumns } from './columns/rare-columns.ts';
import { partsOf, roundParts, timeBuckets, type TimeCut } from './time/time-buckets.ts';

/** Largest number of buckets of one answer; Elasticsearch allows 65,536 (search.max_buckets). */
const answerBucketsMax = 60_000;
/**
 * A read of few groups is asked for in parts that begin at round times. The next one, a little later, shares all but the outer parts with
 * it, and those the server still has in its request cache until an index of theirs changes.
 */
const bucketsOfPart = 240;
/** About so many at once; longer ranges are read in larger parts. */
const partsMax = 12;

/** A bucket holds more documents than can be summed exactly: ask again with smaller buckets. */
export class TooManyDocuments extends Error {}

/** Smaller in tests. */
export interface SeriesLimits {
  readonly documentsPerSum?: number;
  readonly groupsPerAnswer?: number;
  readonly partBuckets?: number;
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
  const { search, cut, by, filters, groupsPerAnswer = groupsPerAnswerMax, partBuckets = bucketsOfPart } = request;
  const known = by.length === 0 ? 1 : request.groupsMax;
  const size = partBuckets * Math.ceil(cut.owners.length / partBuckets / partsMax);
  if (known !== null && size <= bucketsPerAnswer(known)) {
    await Promise.all(roundParts(cut, size).map((part) => readPart(request, part, known, collector)));
    return;
  }
  const isSingle = cut.owners.length === 1;
  const groups = known ?? (isSingle ? null : await countGroups({ search, by, cut, filters, groupsPerAnswer }));
  for (const part of partsOf(cut, bucketsPerAnswer(groups ?? 1))) await readPart(request, part, groups, collector);
}

function bucketsPerAnswer(groups: number): number {
  return Math.max(1, Math.floor(answerBucketsMax / (groups + 1)));
}

/** One part. `groups`: how many there are, where that is known. */
async function readPart(
  request: NumbersRequest,
  part: TimeCut,
  groups: number | null,
  collector: SeriesCollector,
): Promise<void> {
  const { search, query, columns, by, shown, filters } = request;
  const { documentsPerSum = documentsPerSumMax, groupsPerAnswer = groupsPerAnswerMax } = request;
  const { measure } = query.metric;
  const buckets = timeBuckets(part);
  const aggs = buckets.aggregations(sumsOf(measure, columns));
  const collect = (keys: readonly string[], node: AggregationNode) => {
    const states = collector.statesOf(shown(keys));
    buckets.visit(node, (owner, bucket) => {
      if (bucket.doc_count > documentsPerSum) throw new TooManyDocuments();
      for (const state of statesOf(measure, bucket)) collector.add(states, owner, state);
    });
  };
  if (by.length === 0) {
    const answer = await search(part, filters, aggs);
    if (answer.doc_count > 0) collect([], answer);
    return;
  }
  const pages = groupPages({ search, by, cut: part, filters, aggs, groups, groupsPerAnswer });
  for await (const page of pages) for (const { keys, node } of page) collect(keys, node);
}
