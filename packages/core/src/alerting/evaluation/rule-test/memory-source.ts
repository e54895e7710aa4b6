import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { StoreReads } from '../../../live/view/store-watch.ts';
import { LiveSlice } from '../../../live/memory/live-slice.ts';
import { FirstData } from '../../../query/read/first-data.ts';
import type { SeriesSource } from '../../../query/read/series-source.ts';
import type { BacktestParts } from '../backtest/backtest-parts.ts';

/** Cells that exist nowhere but in the hand of a test, as a backtest reads them. */
export function memoryParts(catalog: Catalog, now: number): BacktestParts & { readonly slice: LiveSlice } {
  const slice = new LiveSlice({ generation: 1, topic: 'events', epoch: 0, partition: 0, slice: 0 });
  const source: SeriesSource = {
    catalog,
    catalogOf: () => catalog,
    pin: () => ({
      boot: 1,
      moves: 0,
      movedAt: now,
      cutoff: Number.NEGATIVE_INFINITY,
      sealedRanges: [],
      allRanges: [],
      slices: [slice],
    }),
    slices: () => [slice],
    asOfMetric: () => now,
    history: 'available',
  };
  return { source, store: nothingStored, firstData: new FirstData(source, nothingStored), now: () => now, slice };
}

const nothingStored: StoreReads = {
  identity: () => Promise.resolve(null),
  progress: () => Promise.resolve([]),
  async *partials() {},
  series: () => Promise.resolve([]),
  sliceStates: () => Promise.resolve([]),
  searchEvents: () => Promise.resolve({ events: [], next: null }),
  refresh: () => Promise.resolve(),
};
