import type { Access } from '@tidewatch/contract/access';
import type { SeriesAnswer } from '@tidewatch/contract/queries';
import type { StoreReads } from '../../live/view/store-watch.ts';
import { planRanges } from '../plan/plan-ranges.ts';
import type { SeriesPlan } from '../plan/series-plan.ts';
import { AnswerRows } from './answer-rows.ts';
import { loadSeries, pinnedSlices, type SeriesParts } from './load-series.ts';
import type { LiveParts } from './range-columns.ts';
import { SeriesReader } from '../read/series-reader.ts';
import type { SeriesSource } from '../read/series-source.ts';

/**
 * Answers a series query from the store and from memory: exact up to as-of, whatever the store's delay.
 * Throws what `planRanges` and `loadSeries` throw.
 */
export async function readSeries(
  plan: SeriesPlan,
  access: Access,
  parts: SeriesParts & { readonly store: StoreReads },
  now: number,
): Promise<SeriesAnswer> {
  const reader = new SeriesReader(plan, access, parts.source, parts.store);
  const loaded = await loadSeries(reader, planRanges(plan, now), parts, now);
  const live: LiveParts = { slices: pinnedSlices(loaded.pin, parts.source), cutoff: loaded.pin.cutoff };
  const asOf = asOfPlan(plan, parts.source);
  const { firstHealthy, hidden, history, ranges } = loaded;
  const rows = new AnswerRows(reader, loaded, (range) => ({ asOf, firstHealthy: firstHealthy[range], live, hidden }));
  return rows.answer({ step: ranges.step.text, asOf, history });
}

/** As-of of a plan: the minimum over its inputs. */
export function asOfPlan(plan: SeriesPlan, source: SeriesSource): number | null {
  let asOf: number | null = null;
  for (const input of plan.inputs) {
    const told = source.asOfMetric(input);
    if (told === null) return null;
    asOf = asOf === null ? told : Math.min(asOf, told);
  }
  return asOf;
}
