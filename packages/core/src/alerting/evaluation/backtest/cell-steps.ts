import type { Column } from '../../../query/series/columns.ts';
import type { SeriesReader } from '../../../query/read/series-reader.ts';
import type { BacktestParts } from './backtest-parts.ts';

const chunkMs = 86_400_000;

/** The cells of one step for all groups. */
export interface CellStep {
  /** The step is [start, start + stepMs). */
  readonly start: number;
  readonly column: Column;
}

/** Reads cells step by step, a day at a time, from store and memory. Rejects with `store_unavailable`. */
export async function* cellSteps(
  reader: SeriesReader,
  from: number,
  to: number,
  stepMs: number,
  { source, now }: BacktestParts,
): AsyncGenerator<CellStep> {
  const projections = reader.projections(null);
  for (let begin = from; begin < to; begin += Math.ceil(chunkMs / stepMs) * stepMs) {
    const end = Math.min(to, begin + Math.ceil(chunkMs / stepMs) * stepMs);
    const bounds: number[] = [];
    for (let at = begin; at <= end; at += stepMs) bounds.push(at);
    const pin = source.pin();
    const columns = await reader.readStore(bounds, null, pin, now());
    const firstLive = firstWindowInMemory(reader, pin.slices);
    for (const [step, column] of columns.entries()) {
      const start = bounds[step] as number;
      if (start + stepMs > firstLive)
        reader.mergeSlices(pin.slices, start, start + stepMs, pin.cutoff, projections, column);
      yield { start, column };
    }
  }
}

/** Most of the past is the store's alone: memory is not asked about it. */
function firstWindowInMemory(
  reader: SeriesReader,
  slices: Iterable<{ firstWindow(metric: string): number | null }>,
): number {
  let first = Number.POSITIVE_INFINITY;
  for (const slice of slices) {
    for (const { metric } of reader.plan.inputs) first = Math.min(first, slice.firstWindow(metric) ?? first);
  }
  return first;
}
