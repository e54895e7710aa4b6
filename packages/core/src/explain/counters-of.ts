import type { Access } from '@tidewatch/contract/access';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { TidewatchError } from '@tidewatch/contract/errors';
import { futureMsMax } from '@tidewatch/contract/events';
import type { ExplainedCounters } from '@tidewatch/contract/queries';
import type { BuiltInMetricName } from '../catalog/built-in-metrics.ts';
import { pinnedSlices } from '../query/series/load-series.ts';
import type { GatheredParts } from './explain-number.ts';
import type { ExplainPlan } from './plan-explain.ts';
import { SliceParts, type SlicePart } from './slice-parts.ts';

const hourMs = 3_600_000;
/** Slices that were appended later than this after the bucket ended are late ones; looking for their counters would read weeks. */
const lookAheadMs = 26 * hourMs;

const counted = {
  read: 'tidewatch_read',
  late: 'tidewatch_late_events',
  duplicates: 'tidewatch_duplicates',
  deadLetters: 'tidewatch_dead_letters',
} as const satisfies Record<keyof ExplainedCounters, BuiltInMetricName>;

/**
 * What became of the records of each slice, from the built-in metrics: these are cells of the same slices, in windows of append time.
 * Null for slices that were appended long after the bucket, and where the caller sees only some rows.
 */
export async function countersOf(
  { inputs, sources, history }: GatheredParts,
  catalog: Catalog,
  access: Access,
  { fromMs, toMs }: Pick<ExplainPlan, 'fromMs' | 'toMs'>,
): Promise<(part: SlicePart) => ExplainedCounters | null> {
  if (inputs.every((input) => input.isEmpty)) return () => null;
  const { pin, source, now } = sources;
  const bucket = {
    fromMs: Math.floor((fromMs - futureMsMax) / hourMs) * hourMs,
    toMs: Math.ceil(Math.min(now + futureMsMax, toMs + lookAheadMs) / hourMs) * hourMs,
    where: {},
    access,
  };
  const found = new Map<keyof ExplainedCounters, SliceParts>();
  for (const [name, built] of Object.entries(counted) as [keyof ExplainedCounters, string][]) {
    const metric = catalog.metrics.find((candidate) => candidate.metric === built);
    if (metric !== undefined) found.set(name, new SliceParts({ ...bucket, metric }));
  }
  if (history === 'available') {
    await Promise.all([...found.values()].map((parts) => parts.readStore(sources).catch(ignoreStoreAway)));
  }
  const slices = pinnedSlices(pin, source);
  for (const parts of found.values()) parts.addMemory(slices, pin.cutoff, (generation) => source.catalogOf(generation));
  const countOf = (name: keyof ExplainedCounters, part: SlicePart): number | null => {
    const parts = found.get(name);
    const state = parts?.partOf(part)?.state;
    return parts === undefined || state === undefined ? null : parts.measure.read(state);
  };
  return (part) => {
    const read = countOf('read', part);
    if (read === null) return null;
    return {
      read,
      late: countOf('late', part) ?? 0,
      duplicates: countOf('duplicates', part) ?? 0,
      deadLetters: countOf('deadLetters', part) ?? 0,
    };
  };
}

/** Counters are an extra: without the store they are not known. */
function ignoreStoreAway(error: unknown): void {
  if (!(error instanceof TidewatchError) || error.code !== 'store_unavailable') throw error;
}
