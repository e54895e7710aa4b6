import { TidewatchError } from '@tidewatch/contract/errors';
import { parseTime, type QueryTime } from '../time/parse-time.ts';
import { bordersBetween } from '../time/step-borders.ts';
import { defaultStep, parseStep, type Step } from '../time/step.ts';
import { sharedGrains } from './shared-grains.ts';
import type { ReadableGrain } from './cover-range.ts';
import type { BucketRange, PlannedRanges, SeriesPlan } from './series-plan.ts';

/** More points than any screen has pixels. */
export const bucketsMax = 11_000;

/**
 * The buckets of a plan at one moment. A sliding `from` begins at a step border, so that its first point does not shrink; a fixed one is
 * exact to the finest kept grain. `to=now` ends with the step that is under way. Ranges are clipped to `keep`.
 * Throws `invalid_parameter`, `zone_needs_finer_grain`, `query_too_wide`.
 */
export function planRanges(plan: SeriesPlan, now: number): PlannedRanges {
  const { query, zone } = plan;
  const from = timeOf(query.from, 'from', plan, now);
  const to = timeOf(query.to, 'to', plan, now);
  if (from.at >= to.at)
    throw new TidewatchError('invalid_parameter', `from=${query.from} is not before to=${query.to}`);
  const grains = sharedGrains(plan.inputs, now);
  const finest = grains[0];
  if (finest === undefined) throw new TidewatchError('invalid_parameter', `the inputs of ${plan.name} share no grain`);
  const step = query.step === undefined ? defaultStep(to.at - from.at, finest.grain) : parseStep(query.step);
  if (step === null)
    throw new TidewatchError('invalid_parameter', `step=${query.step} is not minutes of a day or whole days`);
  const borders = bordersBetween(from.at, to.at, step, zone, bucketsMax);
  if (borders === null) {
    throw new TidewatchError(
      'query_too_wide',
      `${query.from} to ${query.to} by ${step.text} is more than ${bucketsMax} points; use a larger step`,
    );
  }
  const fitting = fittingGrains(borders, step, grains, plan);
  const main = mainRange(borders, from, to, query.to === 'now', fitting, plan, grains);
  return {
    step,
    main,
    compare: query.compare === undefined ? null : compareRange(main, query.compare, now, finest, plan),
  };
}

function timeOf(text: string, name: 'from' | 'to', plan: SeriesPlan, now: number): QueryTime {
  const time = parseTime(text, now, plan.zone, name === 'from' ? 'start' : 'end');
  if (time !== null) return time;
  throw new TidewatchError(
    'invalid_parameter',
    `${name}=${JSON.stringify(text)} is no time; use ISO 8601, now or now-3h`,
  );
}

function fittingGrains(
  borders: readonly number[],
  step: Step,
  grains: readonly ReadableGrain[],
  plan: SeriesPlan,
): readonly ReadableGrain[] {
  const fitting = grains.filter(({ ms }) => borders.every((border) => border % ms === 0));
  const inUtc = grains.filter(({ ms }) => step.ms % ms === 0);
  if (inUtc.length === 0) {
    throw new TidewatchError(
      'invalid_parameter',
      `step=${step.text} cannot be made of the grains of ${plan.name}, which begin with ${grains[0]?.grain}`,
    );
  }
  const oldest = Math.max(borders[0] as number, Math.min(...inUtc.map(({ reach }) => reach)));
  const reached = Math.min(...fitting.map(({ reach }) => reach));
  if (reached > oldest + step.ms) {
    throw new TidewatchError(
      'zone_needs_finer_grain',
      `steps of ${step.text} in ${plan.zone.name} need a finer grain than ${plan.name} keeps for that time` +
        (Number.isFinite(reached) ? `; it is possible from ${new Date(reached).toISOString()}` : '; use tz=UTC'),
    );
  }
  return fitting;
}

function mainRange(
  borders: readonly number[],
  from: QueryTime,
  to: QueryTime,
  untilNow: boolean,
  fitting: readonly ReadableGrain[],
  plan: SeriesPlan,
  grains: readonly ReadableGrain[],
): BucketRange {
  const reach = Math.min(...fitting.map((grain) => grain.reach));
  const exactFrom = from.relative ? (borders[0] as number) : alignedDown(from.at, grains);
  const first = Math.max(exactFrom, reach);
  const last = untilNow ? (borders.at(-1) as number) : Math.min(borders.at(-1) as number, alignedUp(to.at, grains));
  if (first >= last) {
    throw new TidewatchError(
      'invalid_parameter',
      `${plan.name} is kept from ${new Date(reach).toISOString()} on; the range ends before`,
    );
  }
  const inner = borders.filter((border) => border > first && border < last);
  const startBorder = borders.findLast((border) => border <= first) ?? first;
  return { bounds: [first, ...inner, last], times: [startBorder, ...inner], shiftMs: 0 };
}

/**
 * The same buckets days or hours earlier, ended where the present has come to: equal elapsed time is compared. Point for point: bucket i
 * beside bucket i of the range. By days the clock decides, and where it changes some bucket is empty or holds the hour that the other
 * day lacks, so that each moment is compared once and the total is whole.
 */
function compareRange(
  main: BucketRange,
  compare: string,
  now: number,
  finest: ReadableGrain,
  plan: SeriesPlan,
): BucketRange {
  const count = Number.parseInt(compare, 10);
  const shifted = (instant: number): number =>
    compare.endsWith('d') ? plan.zone.sameTimeOfDay(instant, -count) : instant - count * 3_600_000;
  const elapsed = Math.max(Math.ceil(now / finest.ms) * finest.ms, (main.bounds[0] as number) + finest.ms);
  const bounds = main.bounds.map((bound) => shifted(Math.min(bound, elapsed)));
  if (!bounds.every((bound) => bound % finest.ms === 0)) {
    throw new TidewatchError(
      'zone_needs_finer_grain',
      `compare=${compare} in ${plan.zone.name} needs a finer grain than ${plan.name} keeps`,
    );
  }
  const times = main.times.map((time) => shifted(time));
  const shiftMs = (main.times[0] as number) - (times[0] as number);
  return { bounds, times: ascending(times), shiftMs };
}

/** Empty buckets begin where the next one does: each gets a time of its own just before, since points are known by their times. */
function ascending(times: readonly number[]): readonly number[] {
  const distinct = [...times];
  for (let index = distinct.length - 2; index >= 0; index--)
    distinct[index] = Math.min(distinct[index] as number, (distinct[index + 1] as number) - 1);
  return distinct;
}

/** Down to a window of the finest grain that still reaches so far back. */
function alignedDown(instant: number, grains: readonly ReadableGrain[]): number {
  const ms = grainAt(instant, grains);
  return Math.floor(instant / ms) * ms;
}

function alignedUp(instant: number, grains: readonly ReadableGrain[]): number {
  const ms = grainAt(instant, grains);
  return Math.ceil(instant / ms) * ms;
}

function grainAt(instant: number, grains: readonly ReadableGrain[]): number {
  return (grains.find(({ reach }) => reach <= instant) ?? grains.at(-1))?.ms ?? 1;
}
