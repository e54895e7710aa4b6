import type { Access } from '@tidewatch/contract/access';
import type { SeriesAnswer } from '@tidewatch/contract/queries';
import type { StoreReads } from '../../live/view/store-watch.ts';
import { planRanges } from '../plan/plan-ranges.ts';
import type { SeriesPlan } from '../plan/series-plan.ts';
import { SeriesWriter } from './series-writer.ts';
import { loadSeries, pinnedSlices, type LoadedSeries, type SeriesParts } from './load-series.ts';
import { hiddenInputs, pickGroups, withOthersOf } from './pick-groups.ts';
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
  return answerOf(reader, loaded, live, asOfPlan(plan, parts.source));
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

/** Renders loaded states as the API's answer. */
export function answerOf(
  reader: SeriesReader,
  loaded: LoadedSeries,
  live: LiveParts,
  asOf: number | null,
): SeriesAnswer {
  const { plan, measures } = reader;
  const { main, compare, ranges, firstHealthy } = loaded;
  const totals = main.total(live);
  const pick = pickGroups(plan, measures, totals);
  const hidden = main.only === null ? hiddenInputs(totals) : loaded.hidden;
  const writer = new SeriesWriter(plan, measures, main, pick, hidden);
  const answer: SeriesAnswer = {
    metric: plan.name,
    unit: plan.unit,
    step: ranges.step.text,
    tz: plan.zone.name,
    from: main.range.bounds[0] as number,
    to: main.range.bounds.at(-1) as number,
    asOf,
    series: writer.series(totals, live, { asOf, firstHealthy: firstHealthy.main }),
    truncated: writer.truncated,
    history: loaded.history,
  };
  if (compare === null) return answer;
  const compareTotals = compare.total(live);
  const comparePick = withOthersOf(pick, compareTotals);
  const compareWriter = new SeriesWriter(plan, measures, compare, comparePick, hiddenInputs(compareTotals));
  const facts = { asOf, firstHealthy: firstHealthy.compare };
  const { shiftMs } = compare.range;
  return {
    ...answer,
    compare: compareWriter.series(compareTotals, live, facts).map((series) => ({ ...series, shiftMs })),
  };
}
