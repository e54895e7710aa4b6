import { TidewatchError } from '@tidewatch/contract/errors';
import { futureMsMax } from '@tidewatch/contract/events';
import type { BucketRange } from '../../../query/plan/series-plan.ts';
import type { Column } from '../../../query/series/columns.ts';
import { boundsKey, RangeColumns } from '../../../query/series/range-columns.ts';
import type { Pin, SeriesSource } from '../../../query/read/series-source.ts';

/** Clocks of log and reader may differ; a little more than that costs nothing. */
const clockMarginMs = 60_000;

export function sameBounds(left: BucketRange | null, right: BucketRange | null): boolean {
  if (left === null || right === null) return left === right;
  return (
    left.bounds.length === right.bounds.length && left.bounds.every((bound, index) => bound === right.bounds[index])
  );
}

/** The store's part of the buckets that a range gained by sliding on. */
export interface SlideRead {
  readonly range: BucketRange;
  /** By bucket; null when the store did not answer. */
  readonly columns: ReadonlyMap<number, Column> | null;
  readonly pin: Pin;
  /** The same of `RangeColumns.leftOut`. */
  readonly leftOut: SlideRead | null;
}

/**
 * Reads the buckets that a range gains by sliding on. Those that begin later than anything the store can hold need no read, so a
 * sliding screen does not wait for the store.
 */
export async function readSlide(
  before: RangeColumns,
  range: BucketRange,
  source: SeriesSource,
  now: number,
  pin = source.pin(),
): Promise<SlideRead> {
  const known = before.baseByBounds();
  const emptyFrom = pin.movedAt + futureMsMax + clockMarginMs;
  const missing = range.times.flatMap((_, bucket) => {
    const isKnown = known.has(boundsKey(range.bounds, bucket)) || (range.bounds[bucket] as number) >= emptyFrom;
    return isKnown ? [] : [bucket];
  });
  try {
    const [columns, leftOut] = await Promise.all([
      readMissing(missing, before, range, pin, now),
      before.leftOut === null ? null : readSlide(before.leftOut, range, source, now, pin),
    ]);
    return { range, columns, pin, leftOut };
  } catch (error) {
    if (error instanceof TidewatchError && error.code === 'store_unavailable')
      return { range, columns: null, pin, leftOut: null };
    throw error;
  }
}

/**
 * The columns of a range that has slid on: buckets that it had keep what was read. To be called in the turn in which they come into
 * use: slices that move to the store later are told to them as to all others.
 */
export function slidColumns(before: RangeColumns, read: SlideRead, source: SeriesSource): RangeColumns {
  const { range, columns, pin } = read;
  const { reader } = before;
  const current = new Set(source.slices());
  // Slices that moved to the store while the new buckets were read have left memory: they belong to what was read.
  const moved = pin.slices.filter((slice) => !current.has(slice));
  const projections = reader.projections(before.only);
  const known = before.baseByBounds();
  const base = range.times.map((_, bucket) => {
    const kept = known.get(boundsKey(range.bounds, bucket));
    if (kept !== undefined) return kept;
    const column: Column = columns?.get(bucket) ?? new Map();
    reader.mergeSlices(
      moved,
      range.bounds[bucket] as number,
      range.bounds[bucket + 1] as number,
      pin.cutoff,
      projections,
      column,
    );
    return column;
  });
  const leftOut =
    before.leftOut === null ? null : slidColumns(before.leftOut, read.leftOut ?? { ...read, columns: null }, source);
  return new RangeColumns(reader, range, base, before.only, leftOut);
}

async function readMissing(
  missing: readonly number[],
  before: RangeColumns,
  range: BucketRange,
  pin: Pin,
  now: number,
): Promise<ReadonlyMap<number, Column>> {
  const first = missing[0];
  if (first === undefined) return new Map();
  const last = missing.at(-1) as number;
  const columns = await before.reader.readStore(range.bounds.slice(first, last + 2), before.only, pin, now);
  return new Map(missing.map((bucket) => [bucket, columns[bucket - first] ?? new Map()]));
}
