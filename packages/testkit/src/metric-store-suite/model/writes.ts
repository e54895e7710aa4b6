import type { EncodedState, Group, Metric, PartialEntry } from '@tidewatch/contract';
import { measureOf } from '@tidewatch/core/measures/measure-of';
import type { MeasureInput } from '@tidewatch/core/measures/measure';
import type { PartialsWrite, SliceProgress, SliceRange, StoreSeriesQuery } from '@tidewatch/core/ports/metric-store';
import { hourMs, minuteMs, suiteStartMs } from '../suite-catalog.ts';

export interface CellPlan {
  readonly metric: Metric;
  readonly grain?: string;
  readonly window?: number;
  readonly group: Group;
  readonly through: number;
  readonly inputs: readonly MeasureInput[];
}

export interface SlicePlan {
  readonly generation: number;
  readonly topic?: string;
  readonly epoch?: number;
  readonly partition?: number;
  readonly slice?: number;
}

/** The encoded state of a measure over some inputs. */
export function stateOf(metric: Metric, inputs: readonly MeasureInput[]): EncodedState {
  const measure = measureOf(metric);
  return measure.encode(inputs.reduce((state, input) => measure.add(state, input), measure.empty()));
}

/** A write of one slice; cells of equal metric, grain and window share an entry list, as frames do. */
export function writeOf(
  slice: SlicePlan,
  cells: readonly CellPlan[],
  progress: SliceProgress | null = null,
): PartialsWrite {
  const lists = new Map<string, { metric: string; grain: string; window: number; entries: PartialEntry[] }>();
  for (const cell of cells) {
    const grain = cell.grain ?? cell.metric.grains[0]!.grain;
    const window = cell.window ?? suiteStartMs;
    const key = JSON.stringify([cell.metric.metric, grain, window]);
    const list = lists.get(key) ?? { metric: cell.metric.metric, grain, window, entries: [] };
    list.entries.push([cell.group, cell.through, stateOf(cell.metric, cell.inputs)]);
    lists.set(key, list);
  }
  return { ...sliceOf(slice), cells: [...lists.values()], progress };
}

export function sliceOf(slice: SlicePlan) {
  return {
    generation: slice.generation,
    topic: slice.topic ?? 'events',
    epoch: slice.epoch ?? 0,
    partition: slice.partition ?? 0,
    slice: slice.slice ?? 0,
  };
}

export function progressOf(slice: SlicePlan, through: number, asOf = suiteStartMs + through): SliceProgress {
  const counters = {
    read: through + 1,
    skipped: 1,
    dead: 2,
    used: 3,
    emitted: 4,
    folded: 5,
    unmatched: 6,
    duplicate: 7,
    deadEvents: 8,
    late: 9,
    expressionErrors: 10,
  };
  return { ...sliceOf(slice), through, end: through + 10, asOf, counters };
}

/** Every slice of the partitions 0 to 7 of `events` in one generation. */
export function allSlices(generation: number, changes: Partial<SliceRange> = {}): SliceRange[] {
  return Array.from({ length: 8 }, (_, partition) => ({
    generation,
    topic: 'events',
    epoch: 0,
    partition,
    from: 0,
    below: Number.MAX_SAFE_INTEGER,
    ...changes,
  }));
}

/** The first hour minute by minute, all by name, unless told otherwise. */
export function queryOf(metric: Metric, generation: number, changes: Partial<StoreSeriesQuery> = {}): StoreSeriesQuery {
  return {
    metric,
    grain: metric.grains[0]!.grain,
    bounds: minutes(60),
    by: metric.by,
    where: {},
    slices: allSlices(generation),
    ...changes,
  };
}

/** Borders of `count` minutes from the start of the suite's time. */
export function minutes(count: number, fromMs = suiteStartMs): number[] {
  return Array.from({ length: count + 1 }, (_, index) => fromMs + index * minuteMs);
}

export function hours(count: number, fromMs = suiteStartMs): number[] {
  return Array.from({ length: count + 1 }, (_, index) => fromMs + index * hourMs);
}
