import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { GenerationRecord } from '@tidewatch/contract';
import type { Frame, PartialEntry, SliceCounters } from '@tidewatch/contract/frames';

const minuteMs = 60_000;

/** Of a slice with one event, which was counted. */
export const counters: SliceCounters = {
  read: 1,
  skipped: 0,
  dead: 0,
  used: 1,
  emitted: 1,
  folded: 1,
  unmatched: 0,
  duplicate: 0,
  deadEvents: 0,
  late: 0,
  expressionErrors: 0,
};

/** A generation that begins at the beginning. */
export function generationOf(catalog: Catalog, hash: string, at: number): GenerationRecord {
  return { v: 1, kind: 'generation', hash, revision: 0, from: {}, catalog, at };
}

/** A frame of the first slice: what the metric `orders` of the suite's catalog counts in the minute of `now`. */
export function orderFrame(through: number, now: number, entries: readonly PartialEntry[]): Frame {
  const window = Math.floor(now / minuteMs) * minuteMs;
  return {
    v: 1,
    generation: 1,
    topic: 'events',
    epoch: 0,
    partition: 0,
    slice: 0,
    through,
    end: through + 1,
    asOf: now,
    counters,
    cells: [{ metric: 'orders', grain: '1m', window, entries }],
  };
}
