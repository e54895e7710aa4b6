import type { Catalog, Metric } from '@tidewatch/contract/catalog/catalog';
import type { SliceRange } from '../../ports/metric-store.ts';
import type { LiveSlice } from '../../live/memory/live-slice.ts';

/**
 * The border between store and memory, held still for one read. The store's ranges end where the pinned slices begin; a slice
 * that moves to the store meanwhile stays pinned.
 */
export interface Pin {
  /** Changes when the view boots again. */
  readonly boot: number;
  /** Changes when slices have moved to the store. */
  readonly moves: number;
  /** Time of the boot or the last move: what the store holds was appended before. */
  readonly movedAt: number;
  /** For windows before it the store answers for all slices. */
  readonly cutoff: number;
  /** Slices that are the store's, for windows from `cutoff` on. */
  readonly sealedRanges: readonly SliceRange[];
  /** All slices, for windows before `cutoff`. */
  readonly allRanges: readonly SliceRange[];
  /** Slices that were in memory when the pin was made. */
  readonly slices: readonly LiveSlice[];
}

/** What a series query reads from the live view. */
export interface SeriesSource {
  readonly catalog: Catalog | null;
  catalogOf(generation: number): Catalog | null;
  pin(): Pin;
  /** Slices in memory now. */
  slices(): Iterable<LiveSlice>;
  asOfMetric(metric: Metric): number | null;
  readonly history: 'available' | 'unavailable';
}
