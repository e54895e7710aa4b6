import type { Metric, SeriesQuery } from '@tidewatch/contract';
import type { Zone } from '../time/zone.ts';
import type { Step } from '../time/step.ts';

/** Dimension → values that pass. Dimensions that are absent pass with any value. */
export type Filter = Readonly<Record<string, readonly string[]>>;

/** Gives the value of a formula from the values of its inputs, in their order; null where it has none (as for x/0). */
export type Evaluate = (inputs: readonly (number | null)[]) => number | null;

/** A series query after it was checked against the catalog; everything but the clock. */
export interface SeriesPlan {
  readonly query: SeriesQuery;
  readonly name: string;
  readonly unit: string | null;
  /** The metrics that are read: one, or the inputs of a formula. */
  readonly inputs: readonly Metric[];
  /** Null for a plain metric. */
  readonly evaluate: Evaluate | null;
  readonly quantile: number | undefined;
  /** In the order of the first input's dimensions. */
  readonly by: readonly string[];
  readonly where: Filter;
  readonly zone: Zone;
}

/** Consecutive buckets: bucket i is [bounds[i], bounds[i + 1]), shown at times[i]. A bucket may be empty of time where clocks jump. */
export interface BucketRange {
  readonly bounds: readonly number[];
  readonly times: readonly number[];
  /** How far the range lies before the one it is compared with, in milliseconds at the first bucket. */
  readonly shiftMs: number;
}

/** A plan at one moment. */
export interface PlannedRanges {
  readonly step: Step;
  readonly main: BucketRange;
  readonly compare: BucketRange | null;
}
