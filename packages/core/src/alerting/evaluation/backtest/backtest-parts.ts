import type { StoreReads } from '../../../live/view/store-watch.ts';
import type { FirstData } from '../../../query/read/first-data.ts';
import type { SeriesSource } from '../../../query/read/series-source.ts';

/** Where a backtest reads cells. */
export interface BacktestParts {
  readonly source: SeriesSource;
  readonly store: StoreReads;
  readonly firstData: FirstData;
  readonly now: () => number;
}
