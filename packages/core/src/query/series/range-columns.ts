import type { Group } from '@tidewatch/contract/frames';
import type { LiveSlice } from '../../live/memory/live-slice.ts';
import type { BucketRange } from '../plan/series-plan.ts';
import { mergeColumn, type Column } from './columns.ts';
import type { Projection } from '../read/group-projection.ts';
import { hiddenInputs } from './pick-groups.ts';
import type { SeriesReader } from '../read/series-reader.ts';

/** What memory holds at the moment of a read. */
export interface LiveParts {
  /** Iterated more than once. */
  readonly slices: readonly LiveSlice[] | ReadonlySet<LiveSlice>;
  readonly cutoff: number;
}

/** Newest buckets that are merged anew for each total; the older ones rarely change. */
const freshBuckets = 2;

/**
 * The states of all groups in each bucket of a range: the store's part, kept, and the whole with what memory adds, worked out again
 * only for buckets that were touched.
 */
export class RangeColumns {
  readonly range: BucketRange;
  readonly only: readonly Group[] | null;
  readonly reader: SeriesReader;
  /** Cells `(other)` of the fold that the filter keeps out; null where it keeps none out. */
  readonly leftOut: RangeColumns | null;
  readonly #projections: readonly Projection[];
  readonly #base: Column[];
  readonly #whole: (Column | undefined)[];
  #older: Column | null = null;

  constructor(
    reader: SeriesReader,
    range: BucketRange,
    base: Column[],
    only: readonly Group[] | null,
    leftOut: RangeColumns | null,
  ) {
    this.range = range;
    this.only = only;
    this.reader = reader;
    this.leftOut = leftOut;
    this.#projections = reader.projections(only);
    this.#base = base;
    this.#whole = base.map(() => undefined);
  }

  get buckets(): number {
    return this.#base.length;
  }

  /** States held, for limits. */
  get states(): number {
    return this.#base.reduce((sum, column) => sum + column.size, 0);
  }

  /** The store's parts of buckets that another range has too, by their bounds. */
  baseByBounds(): ReadonlyMap<string, Column> {
    return new Map(this.#base.map((column, bucket) => [boundsKey(this.range.bounds, bucket), column]));
  }

  baseOf(bucket: number): Column {
    return this.#base[bucket] as Column;
  }

  /** The bucket of a window, or -1. */
  bucketOf(window: number): number {
    const { bounds } = this.range;
    if (window < (bounds[0] as number) || window >= (bounds.at(-1) as number)) return -1;
    let low = 0;
    let high = bounds.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((bounds[middle] as number) <= window) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Marks the bucket of a window as changed. Returns the bucket, or -1. */
  touch(window: number): number {
    this.leftOut?.touch(window);
    const bucket = this.bucketOf(window);
    if (bucket >= 0) {
      this.#whole[bucket] = undefined;
      if (bucket < this.buckets - freshBuckets) this.#older = null;
    }
    return bucket;
  }

  /** Takes what slices hold of windows in [from, to) over into the store's part: it leaves memory, the wholes stay as they are. */
  absorb(slices: Iterable<LiveSlice>, from: number, to: number): void {
    const leaving = [...slices];
    this.leftOut?.absorb(leaving, from, to);
    const { bounds } = this.range;
    this.#base.forEach((column, bucket) => {
      const start = Math.max(bounds[bucket] as number, from);
      const end = Math.min(bounds[bucket + 1] as number, to);
      if (start < end) this.reader.mergeSlices(leaving, start, end, from, this.#projections, column);
    });
  }

  /** All groups of one bucket, store and memory merged. Read only. */
  whole(bucket: number, live: LiveParts): Column {
    const known = this.#whole[bucket];
    if (known !== undefined) return known;
    const whole = this.#withLive(bucket, live);
    this.#whole[bucket] = whole;
    return whole;
  }

  /** All groups over the whole range. Read only. */
  total(live: LiveParts): Column {
    const fresh = Math.max(0, this.buckets - freshBuckets);
    this.#older ??= this.#mergeBuckets(0, fresh, live);
    const total: Column = new Map();
    mergeColumn(total, this.#older, this.reader.measures);
    mergeColumn(total, this.#mergeBuckets(fresh, this.buckets, live), this.reader.measures);
    return total;
  }

  /** Per input: some of its groups in one bucket are merged in `(other)`. With `only`, `hiddenInRange` says so of those read by name. */
  hiddenIn(bucket: number, live: LiveParts, hiddenInRange: readonly boolean[]): readonly boolean[] {
    const own = this.only === null ? hiddenInputs(this.whole(bucket, live)) : hiddenInRange;
    return this.leftOut === null ? own : either(own, presentInputs(this.leftOut.whole(bucket, live)));
  }

  /** The same for the whole range, whose groups are `total`. */
  hiddenInTotal(total: Column, live: LiveParts, hiddenInRange: readonly boolean[]): readonly boolean[] {
    const own = this.only === null ? hiddenInputs(total) : hiddenInRange;
    return this.leftOut === null ? own : either(own, presentInputs(this.leftOut.total(live)));
  }

  #withLive(bucket: number, { slices, cutoff }: LiveParts): Column {
    const base = this.baseOf(bucket);
    if ((this.range.bounds[bucket + 1] as number) <= cutoff) return base;
    const added: Column = new Map();
    this.#mergeLive(slices, cutoff, bucket, added);
    if (added.size === 0) return base;
    if (base.size === 0) return added;
    const whole: Column = new Map();
    mergeColumn(whole, base, this.reader.measures);
    mergeColumn(whole, added, this.reader.measures);
    return whole;
  }

  #mergeBuckets(from: number, to: number, live: LiveParts): Column {
    const merged: Column = new Map();
    for (let bucket = from; bucket < to; bucket++) mergeColumn(merged, this.whole(bucket, live), this.reader.measures);
    return merged;
  }

  #mergeLive(slices: Iterable<LiveSlice>, cutoff: number, bucket: number, column: Column): void {
    const { bounds } = this.range;
    this.reader.mergeSlices(
      slices,
      bounds[bucket] as number,
      bounds[bucket + 1] as number,
      cutoff,
      this.#projections,
      column,
    );
  }
}

/** Per input, of a column without dimensions: it has a state. */
function presentInputs(column: Column): readonly boolean[] {
  return column.get('')?.states.map((state) => state !== undefined) ?? [];
}

function either(left: readonly boolean[], right: readonly boolean[]): readonly boolean[] {
  return Array.from(
    { length: Math.max(left.length, right.length) },
    (_, input) => left[input] === true || right[input] === true,
  );
}

/** Tells buckets of different ranges apart. */
export function boundsKey(bounds: readonly number[], bucket: number): string {
  return `${bounds[bucket]} ${bounds[bucket + 1]}`;
}
