import type { StoreSeriesQuery } from '@tidewatch/core/ports/metric-store';
import type { IndexNames } from '../indices/index-names.ts';
import { dimensionKey } from '../indices/keys.ts';
import type { PartialDocument } from '../partials/partial-document.ts';
import { stateOf } from '../partials/state-columns.ts';
import { scan } from '../server/scan.ts';
import type { Server } from '../server/server.ts';
import { timeFilter } from './filters.ts';
import { learnHashedValues } from './hashed-values.ts';
import type { SeriesCollector } from './series-collector.ts';

export interface OpaqueRequest {
  readonly query: StoreSeriesQuery;
  readonly filters: readonly object[];
  /** The keys under which a group is shown. */
  readonly shown: (keys: readonly string[]) => readonly string[];
  /** Learns the values of hashed keys. */
  readonly values: Map<string, string>;
}

/** Reads the partials whose states the server cannot merge, in the order in which partials merge, and merges them. */
export async function readOpaque(
  server: Server,
  names: IndexNames,
  request: OpaqueRequest,
  collector: SeriesCollector,
): Promise<void> {
  const { query, filters, shown, values } = request;
  const { bounds, grain } = query;
  const fields = query.by.map(dimensionKey);
  const index = names.rollupsBetween(grain, bounds[0]!, bounds.at(-1)!);
  const opaque = {
    bool: { filter: [timeFilter(bounds[0]!, bounds.at(-1)!), ...filters, { term: { opaque: true } }] },
  };
  const pages = scan<PartialDocument>(server, {
    index,
    query: opaque,
    sort: [{ origin: 'asc' }, { slice: 'asc' }, { '@timestamp': 'asc' }, '_shard_doc'],
  });
  for await (const page of pages) {
    for (const document of page) {
      learnHashedValues(document, values);
      const keys = fields.map((field) => document.dim[field]!);
      const bucket = bucketOf(bounds, document['@timestamp']);
      collector.add(collector.statesOf(shown(keys)), bucket, stateOf(document));
    }
  }
}

/** Index of the last border that is not after the time. */
function bucketOf(bounds: readonly number[], timeMs: number): number {
  let [low, high] = [0, bounds.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (bounds[middle]! <= timeMs) low = middle;
    else high = middle;
  }
  return low;
}
