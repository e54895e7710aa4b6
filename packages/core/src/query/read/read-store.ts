import type { Access } from '@tidewatch/contract/access';
import type { Metric } from '@tidewatch/contract/catalog/catalog';
import type { Group } from '@tidewatch/contract/frames';
import type { MeasureState, SliceRange } from '../../ports/metric-store.ts';
import { coverRange, type Piece, type ReadableGrain } from '../plan/cover-range.ts';
import { readableDefinition } from '../plan/readable-definition.ts';
import type { Filter } from '../plan/series-plan.ts';
import { sharedGrains } from '../plan/shared-grains.ts';
import type { StoreReads } from '../../live/view/store-watch.ts';
import type { Pin, SeriesSource } from './series-source.ts';

export interface StoreRequest {
  readonly metric: Metric;
  readonly by: readonly string[];
  readonly where: Filter;
  readonly only: readonly Group[] | null;
  readonly bounds: readonly number[];
  readonly pin: Pin;
  readonly now: number;
}

const runsMax = 12;

type See = (bucket: number, group: Group, state: MeasureState) => void;

/** A run of pieces of one grain, each belonging to a bucket. */
interface Run {
  readonly grain: string;
  readonly bounds: number[];
  readonly buckets: number[];
}

/**
 * Reads one metric's states from the store: for each set of generations with the same grains, windows before the cut-off from all
 * slices and later ones from sealed slices, each bucket with the coarsest grains that fit.
 */
export async function readStore(
  request: StoreRequest,
  store: StoreReads,
  access: Access,
  source: SeriesSource,
  see: See,
): Promise<void> {
  const reads = storeReads(request, source);
  const { metric, by, where, only } = request;
  const storeBy = metric.by.filter((dimension) => by.includes(dimension));
  const order = by.map((dimension) => storeBy.indexOf(dimension));
  await Promise.all(
    reads.map(async ({ run, definition, slices }) => {
      const series = await store.series(
        {
          metric: definition,
          grain: run.grain,
          bounds: run.bounds,
          by: storeBy,
          where,
          slices,
          ...(only === null
            ? {}
            : { only: only.map((group) => storeBy.map((dimension) => group[by.indexOf(dimension)] ?? '')) }),
        },
        access,
      );
      for (const { group, states } of series) {
        const ordered = order.map((index) => group[index] ?? '');
        states.forEach((state, index) => {
          if (state !== undefined) see(run.buckets[index] as number, ordered, state);
        });
      }
    }),
  );
}

/** One question to the store: consecutive windows of one grain, of slices that can be read alike. */
export interface StoreRead {
  readonly run: Run;
  readonly definition: Metric;
  readonly slices: readonly SliceRange[];
}

/** The questions that together see each cell of the store's part once. */
export function storeReads(request: StoreRequest, source: SeriesSource): readonly StoreRead[] {
  const { metric, bounds, pin } = request;
  const start = bounds[0] as number;
  const end = bounds.at(-1) as number;
  const finestMs = metric.grains[0]?.ms ?? 1;
  const cutoff = Math.ceil(pin.cutoff / finestMs) * finestMs;
  return [
    ...readsOf(request, start, Math.min(end, cutoff), pin.allRanges, source),
    ...readsOf(request, Math.max(start, cutoff), end, pin.sealedRanges, source),
  ];
}

function readsOf(
  request: StoreRequest,
  from: number,
  to: number,
  ranges: readonly SliceRange[],
  source: SeriesSource,
): readonly StoreRead[] {
  if (from >= to) return [];
  return byDefinition(request.metric, ranges, source).flatMap(({ definition, slices }) => {
    const grains = sharedGrains([request.metric, definition], request.now);
    return fewRuns(request.bounds, from, to, grains).map((run) => ({ run, definition, slices }));
  });
}

/** Slices of generations whose definitions fold the same grains are read together. */
function byDefinition(
  metric: Metric,
  ranges: readonly SliceRange[],
  source: SeriesSource,
): readonly Omit<StoreRead, 'run'>[] {
  const reads = new Map<string, { definition: Metric; slices: SliceRange[] }>();
  for (const range of ranges) {
    const definition = readableDefinition(metric, source.catalogOf(range.generation));
    if (definition === null) continue;
    const key = definition.grains.map(({ ms }) => ms).join(' ');
    const read = reads.get(key);
    if (read === undefined) reads.set(key, { definition, slices: [range] });
    else read.slices.push(range);
  }
  return [...reads.values()];
}

/** Where borders and windows hardly meet (a day in a zone of half hours), one run of the finest grain beats many short ones. */
function fewRuns(
  bounds: readonly number[],
  from: number,
  to: number,
  grains: readonly ReadableGrain[],
): readonly Run[] {
  const runs = runsOf(bounds, from, to, (start, end) => coverRange(start, end, grains));
  const finest = grains[0];
  if (runs.length <= runsMax || finest === undefined || finest.reach > from) return runs;
  return runsOf(bounds, from, to, (start, end) => coverRange(start, end, [finest]));
}

/** Cuts buckets into pieces and joins neighbouring pieces of one grain to runs, one store read each. */
function runsOf(
  bounds: readonly number[],
  from: number,
  to: number,
  cover: (from: number, to: number) => readonly Piece[],
): readonly Run[] {
  const runs: Run[] = [];
  for (let bucket = 0; bucket + 1 < bounds.length; bucket++) {
    const start = Math.max(from, bounds[bucket] as number);
    const end = Math.min(to, bounds[bucket + 1] as number);
    for (const piece of cover(start, end)) {
      const run = runs.findLast((candidate) => candidate.grain === piece.grain);
      if (run !== undefined && run.bounds.at(-1) === piece.from) {
        run.bounds.push(piece.to);
        run.buckets.push(bucket);
      } else {
        runs.push({ grain: piece.grain, bounds: [piece.from, piece.to], buckets: [bucket] });
      }
    }
  }
  return runs;
}
