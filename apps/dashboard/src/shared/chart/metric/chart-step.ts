import { stepMs } from '../../series/step.ts';
import { stepFor } from '../../time/step-for.ts';

/** Fewer intervals than this look like a mistake, not like a chart. */
const intervalsMin = 18;

/** Points that an answer may have at most (the server's limit is far higher; no screen has more pixels). */
const intervalsMax = 1_000;

const longest = (...steps: readonly string[]): string =>
  steps.reduce((one, other) => (stepMs(other) > stepMs(one) ? other : one));

/**
 * Length of a chart's intervals: what the panel (or the address) wants while that gives a readable chart, else what fits the length of
 * the range; never finer than the metric's grain.
 */
export const chartStep = (rangeMs: number, wanted: string | null | undefined, grain: string): string => {
  const fitting = stepFor(rangeMs);
  if (!wanted) return longest(fitting, grain);
  const count = rangeMs / stepMs(wanted);
  return longest(count > intervalsMax || count < intervalsMin ? fitting : wanted, grain);
};
