import type { Access, EncodedState } from '@tidewatch/contract';
import { measureOf } from '@tidewatch/core/measures/measure-of';
import type { Measure } from '@tidewatch/core/measures/measure';
import type { MeasureState, StoreSlicesQuery, StoreSliceState } from '@tidewatch/core/ports/metric-store';
import { scan } from '../server/scan.ts';
import type { AggregationNode } from '../series/aggregation-node.ts';
import { seriesFilters, timeFilter } from '../series/filters.ts';
import { statesOf, sumsOf } from '../series/columns/number-sums.ts';
import type { SeriesLimits } from '../series/read-numbers.ts';
import type { SeriesSources } from '../series/read-series.ts';
import { searchCells, type SearchCells } from '../series/search-cells.ts';
import { parseOrigin } from './origin.ts';
import type { PartialDocument } from './partial-document.ts';
import { isSketch, stateOf } from './state-columns.ts';

/** More numbers than this are merged by the server, which cannot say up to where each slice is contained. */
const scannedDocumentsMax = 20_000;
const pageSlicesMax = 1_000;

/** Slices in the order in which they were met, by origin and first offset. */
class SliceStates {
  readonly #measure: Measure;
  readonly #found = new Map<string, { through: number | null; cells: number; state: MeasureState }>();

  constructor(measure: Measure) {
    this.#measure = measure;
  }

  add(origin: string, slice: number, cells: number, through: number | null, encoded: EncodedState): void {
    const state = this.#measure.decode(encoded);
    const key = `${slice} ${origin}`;
    const held = this.#found.get(key);
    if (held === undefined) {
      this.#found.set(key, { through, cells, state });
      return;
    }
    held.through = held.through === null || through === null ? null : Math.max(held.through, through);
    held.cells += cells;
    held.state = this.#measure.merge(held.state, state);
  }

  /** By topic, partition and first offset; origins of one partition differ in epoch and generation only. */
  inOrder(): StoreSliceState[] {
    const slices = [...this.#found].map(([key, found]) => {
      const [slice = ''] = key.split(' ', 1);
      return { ...parseOrigin(key.slice(slice.length + 1)), slice: Number(slice), ...found };
    });
    return slices.toSorted(
      (left, right) =>
        (left.topic < right.topic ? -1 : left.topic > right.topic ? 1 : 0) ||
        left.partition - right.partition ||
        left.slice - right.slice ||
        left.generation - right.generation,
    );
  }
}

/** Answers `MetricStore.sliceStates`: cells are read and merged here; very many numbers are merged by the server. */
export async function readSliceStates(
  { server, names, rareColumns }: SeriesSources,
  query: StoreSlicesQuery,
  access: Access,
  { scannedDocuments = scannedDocumentsMax }: SeriesLimits = {},
): Promise<StoreSliceState[]> {
  const filters = seriesFilters(query, access);
  if (filters === null || query.fromMs >= query.toMs) return [];
  const { fromMs, toMs, metric, grain } = query;
  const states = new SliceStates(measureOf(metric));
  const search = searchCells(server, names, grain);
  const cut = { bounds: [fromMs, toMs], owners: [0] };
  const numbers = isSketch(metric.measure) ? 0 : (await search(cut, filters, {})).doc_count;
  const summed = numbers > scannedDocuments;
  if (summed) {
    const buckets = await rareColumns.read({ metric, grain, bounds: cut.bounds }, (columns) =>
      sumSlices(search, query, filters, sumsOf(metric.measure, columns)),
    );
    for (const bucket of buckets) {
      const { origin = '', slice = '' } = bucket.key as Readonly<Record<string, string>>;
      statesOf(metric.measure, bucket).forEach((state, index) =>
        states.add(origin, Number(slice), index === 0 ? bucket.doc_count : 0, null, state),
      );
    }
  }
  const opaque = summed ? [{ term: { opaque: true } }] : [];
  const pages = scan<PartialDocument>(server, {
    index: names.rollupsBetween(grain, fromMs, toMs),
    query: { bool: { filter: [timeFilter(fromMs, toMs), ...filters, ...opaque] } },
    sort: [{ origin: 'asc' }, { slice: 'asc' }, { '@timestamp': 'asc' }, '_shard_doc'],
  });
  for await (const page of pages) {
    for (const document of page) {
      states.add(document.origin, document.slice, 1, document.through, stateOf(document));
    }
  }
  return states.inOrder();
}

/** One node for each slice, with its sums. */
async function sumSlices(
  search: SearchCells,
  { fromMs, toMs }: StoreSlicesQuery,
  filters: readonly object[],
  sums: object,
): Promise<readonly AggregationNode[]> {
  const found: AggregationNode[] = [];
  const sources = [{ origin: { terms: { field: 'origin' } } }, { slice: { terms: { field: 'slice' } } }];
  const cut = { bounds: [fromMs, toMs], owners: [0] };
  let after: object = {};
  for (;;) {
    const composite = { size: pageSlicesMax, sources, ...after };
    const { groups } = await search(cut, filters, { groups: { composite, aggs: sums } });
    const buckets = groups?.buckets ?? [];
    found.push(...buckets);
    if (groups?.after_key === undefined || buckets.length < pageSlicesMax) return found;
    after = { after: groups.after_key };
  }
}
