import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { TidewatchError } from '@tidewatch/contract/errors';
import { seriesQuerySchema, type ExplainQuery } from '@tidewatch/contract/queries';
import { planRanges } from '../query/plan/plan-ranges.ts';
import { planSeries } from '../query/plan/plan-series.ts';
import type { SeriesPlan } from '../query/plan/series-plan.ts';
import { sharedGrains } from '../query/plan/shared-grains.ts';
import { parseTime } from '../query/time/parse-time.ts';
import { borderAfter, borderAtOrBefore } from '../query/time/step-borders.ts';
import { parseStep } from '../query/time/step.ts';

/** A number that was asked about: a checked query, and its one bucket. */
export interface ExplainPlan {
  readonly series: SeriesPlan;
  readonly fromMs: number;
  readonly toMs: number;
  /** Borders of the steps that a series query would show of it, the first and last included. */
  readonly bounds: readonly number[];
}

/**
 * Finds the bucket of a number: the step that contains `at`, or the whole of [from, to), both as a series query would cut them.
 * Throws what `planSeries` and `planRanges` throw, and `invalid_parameter` where neither is given.
 */
export function planExplain(query: ExplainQuery, catalog: Catalog, now: number): ExplainPlan {
  const { metric, where, tz, stat } = query;
  const checked = (range: { readonly from: string; readonly to: string; readonly step?: string }): SeriesPlan =>
    planSeries(
      seriesQuerySchema.parse({ metric, where, tz, ...(stat === undefined ? {} : { stat }), ...range }),
      catalog,
    );
  const series = checked(rangeOf(query, checked({ from: 'now-1h', to: 'now' }), now));
  const { bounds } = planRanges(series, now).main;
  return { series, fromMs: bounds[0] as number, toMs: bounds.at(-1) as number, bounds };
}

function rangeOf(
  query: ExplainQuery,
  { zone, inputs }: SeriesPlan,
  now: number,
): { readonly from: string; readonly to: string; readonly step?: string } {
  const { at, from, to } = query;
  if (at === undefined) {
    if (from === undefined || to === undefined)
      throw new TidewatchError('invalid_parameter', 'give at (and step) for one point, or from and to for a total');
    return { from, to, ...(query.step === undefined ? {} : { step: query.step }) };
  }
  const time = parseTime(at, now, zone, 'start');
  if (time === null)
    throw new TidewatchError('invalid_parameter', `at=${JSON.stringify(at)} is no time; use ISO 8601, now or now-3h`);
  const text = query.step ?? sharedGrains(inputs, now)[0]?.grain ?? '1m';
  const step = parseStep(text);
  if (step === null)
    throw new TidewatchError('invalid_parameter', `step=${query.step} is not minutes of a day or whole days`);
  const border = borderAtOrBefore(time.at, step, zone);
  return { from: String(border), to: String(borderAfter(border, step, zone)), step: text };
}
