import type { Group } from '@tidewatch/contract/frames';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { LiveSlice } from '../../live/memory/live-slice.ts';
import type { BucketRange, PlannedRanges } from '../plan/series-plan.ts';
import type { Column } from './columns.ts';
import type { FirstData } from '../read/first-data.ts';
import { hiddenInputs, pickGroups } from './pick-groups.ts';
import { RangeColumns, type LiveParts } from './range-columns.ts';
import type { SeriesReader } from '../read/series-reader.ts';
import type { Pin, SeriesSource } from '../read/series-source.ts';

const allStatesMaxDefault = 20_000;
const attemptsMax = 5;

/** A query's states, read whole at one moment. */
export interface LoadedSeries {
  readonly ranges: PlannedRanges;
  readonly main: RangeColumns;
  readonly compare: RangeColumns | null;
  /** First bucket from which nothing means zero; the number of buckets when there is none. */
  readonly firstHealthy: { readonly main: number; readonly compare: number };
  /** The border between store and memory that the states rest on. */
  readonly pin: Pin;
  /** Per input: some of its groups are merged in `(other)`, seen while all groups were read. Empty when `main` holds all groups itself. */
  readonly hidden: readonly boolean[];
  readonly history: 'available' | 'unavailable';
}

/**
 * What `loadSeries` needs. `statesMax` bounds the points of one query; with more than `allStatesMax` states a query holds only the
 * groups that it shows.
 */
export interface SeriesParts {
  readonly source: SeriesSource;
  readonly firstData: FirstData;
  readonly statesMax: number;
  readonly allStatesMax?: number;
}

/** Slices that were pinned, and those that began since. */
export function pinnedSlices(pin: Pin, source: SeriesSource): ReadonlySet<LiveSlice> {
  return new Set([...pin.slices, ...source.slices()]);
}

/**
 * Reads the states of a query. A store that does not answer gives what memory holds, with `history: unavailable`.
 * Throws `query_too_wide`; `starting` when the view keeps changing under the read, which helps to ask again.
 */
export async function loadSeries(
  reader: SeriesReader,
  ranges: PlannedRanges,
  parts: SeriesParts,
  now: number,
): Promise<LoadedSeries> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const pin = parts.source.pin();
    const loaded = await readAll(reader, ranges, parts, pin, now).catch((error: unknown) => {
      if (error instanceof TidewatchError && error.code === 'store_unavailable') return readMemory(reader, ranges, pin);
      throw error;
    });
    const { boot, cutoff } = parts.source.pin();
    if (boot === pin.boot && cutoff === pin.cutoff) return loaded;
  }
  throw new TidewatchError('starting', 'the definitions or the live view are changing; ask again in a second', {
    retry: true,
  });
}

async function readAll(
  reader: SeriesReader,
  ranges: PlannedRanges,
  parts: SeriesParts,
  pin: Pin,
  now: number,
): Promise<LoadedSeries> {
  const { main, compare } = ranges;
  const { only, hidden } = await chooseGroups(reader, main, parts, pin, now);
  const [mainColumns, compareColumns, mainStarted, compareStarted] = await Promise.all([
    readColumns(reader, main, only, pin, now),
    compare === null ? null : readColumns(reader, compare, only, pin, now),
    startedBefore(reader, main, parts, now),
    compare === null ? false : startedBefore(reader, compare, parts, now),
  ]);
  if (mainColumns.states + (compareColumns?.states ?? 0) > parts.statesMax) throw tooWide(reader, ranges);
  const live: LiveParts = { slices: pinnedSlices(pin, parts.source), cutoff: pin.cutoff };
  const [firstMain, firstCompare] = await Promise.all([
    mainStarted ? 0 : firstBucket(reader, mainColumns, live, pin, now),
    compareColumns === null || compareStarted ? 0 : firstBucket(reader, compareColumns, live, pin, now),
  ]);
  return {
    ranges,
    main: mainColumns,
    compare: compareColumns,
    firstHealthy: { main: firstMain, compare: firstCompare },
    pin,
    hidden,
    history: parts.source.history,
  };
}

async function readColumns(
  reader: SeriesReader,
  range: BucketRange,
  only: readonly Group[] | null,
  pin: Pin,
  now: number,
): Promise<RangeColumns> {
  const leftOut = reader.leftOut();
  const [base, others] = await Promise.all([
    reader.readStore(range.bounds, only, pin, now),
    leftOut === null ? null : readColumns(leftOut, range, null, pin, now),
  ]);
  return new RangeColumns(reader, range, base, only, others);
}

function emptyColumns(reader: SeriesReader, range: BucketRange): RangeColumns {
  const leftOut = reader.leftOut();
  const base = Array.from({ length: range.bounds.length - 1 }, (): Column => new Map());
  return new RangeColumns(reader, range, base, null, leftOut === null ? null : emptyColumns(leftOut, range));
}

function readMemory(reader: SeriesReader, ranges: PlannedRanges, pin: Pin): LoadedSeries {
  const main = emptyColumns(reader, ranges.main);
  const compare = ranges.compare === null ? null : emptyColumns(reader, ranges.compare);
  // Without the store nobody knows what was before, so only what is there is shown.
  const firstHealthy = { main: main.buckets, compare: compare?.buckets ?? 0 };
  return { ranges, main, compare, firstHealthy, pin, hidden: [], history: 'unavailable' };
}

interface Choice {
  /** The groups to read by name; null for all. */
  readonly only: readonly Group[] | null;
  readonly hidden: readonly boolean[];
}

const allGroups: Choice = { only: null, hidden: [] };

async function chooseGroups(
  reader: SeriesReader,
  range: BucketRange,
  parts: SeriesParts,
  pin: Pin,
  now: number,
): Promise<Choice> {
  const buckets = range.times.length;
  const { by, query, name } = reader.plan;
  if (by.length > 0 && (query.limit + 1) * buckets > parts.statesMax) {
    throw new TidewatchError(
      'query_too_wide',
      `${query.limit} series of ${buckets} points of ${name} are too many; use a larger step or a smaller limit`,
    );
  }
  if (by.length === 0 || buckets === 1) return allGroups;
  const bounds = [range.bounds[0] as number, range.bounds.at(-1) as number];
  const [base = new Map()] = await reader.readStore(bounds, null, pin, now);
  const whole = new RangeColumns(reader, { bounds, times: [bounds[0] as number], shiftMs: 0 }, [base], null, null);
  const totals = whole.whole(0, { slices: pinnedSlices(pin, parts.source), cutoff: pin.cutoff });
  const { allStatesMax = allStatesMaxDefault } = parts;
  if (totals.size * buckets <= allStatesMax || totals.size <= query.limit) return allGroups;
  return { only: pickGroups(reader.plan, reader.measures, totals).groups, hidden: hiddenInputs(totals) };
}

/** Its groups are known only when they have been read. */
function tooWide({ plan }: SeriesReader, { main }: PlannedRanges): TidewatchError {
  const groups = plan.by.length === 0 ? '' : ` by ${plan.by.join(' and ')}`;
  return new TidewatchError(
    'query_too_wide',
    `${main.times.length} points of ${plan.name}${groups} have too many groups; use a filter, fewer dimensions or a shorter time`,
  );
}

async function startedBefore(
  reader: SeriesReader,
  range: BucketRange,
  parts: SeriesParts,
  now: number,
): Promise<boolean> {
  const started = await Promise.all(
    reader.plan.inputs.map((metric) => parts.firstData.existsBefore(metric, range.bounds[0] as number, now)),
  );
  return started.includes(true);
}

/** First bucket in which any of the inputs has data, whatever the filter says. */
async function firstBucket(
  reader: SeriesReader,
  columns: RangeColumns,
  live: LiveParts,
  pin: Pin,
  now: number,
): Promise<number> {
  const { bounds } = columns.range;
  const everything = reader.unfiltered();
  const base = await everything.readStore(bounds, null, pin, now);
  const all = new RangeColumns(everything, columns.range, base, null, null);
  for (let bucket = 0; bucket < all.buckets; bucket++) {
    if (all.whole(bucket, live).size > 0) return bucket;
  }
  return all.buckets;
}
