import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { noBaseline, type Baseline } from './reading.ts';

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
const baselineWeeks = 4;
const baselineEveryMs = 900_000;
const baselineSamplesMin = 5;
/** Scales the median absolute deviation to the standard deviation of a normal distribution (Rousseeuw and Croux 1993). */
const deviationScale = 1.4826;

type Windows = Pick<Rule, 'overMs' | 'stepMs' | 'cells'>;

/**
 * End of a rule's window at an instant, epoch ms: the window is [end − over, end). With `cells: all` the cell under way belongs to it,
 * so the end lies ahead of the instant; with `finished` it is the last border that as-of has reached.
 */
export function windowEnd({ stepMs, cells }: Windows, asOf: number): number {
  const border = Math.floor(asOf / stepMs) * stepMs;
  return cells === 'finished' ? border : border + stepMs;
}

/** The last instant at which a window with this end is the rule's window and nothing of it is missing. */
export function lastInstantOf({ cells }: Windows, end: number): number {
  return cells === 'finished' ? end : end - 1;
}

/** Ends of the windows a day and a week earlier. Whole days of 24 hours: windows are in UTC. */
export const previousEnds = (end: number): { readonly day: number; readonly week: number } => ({
  day: end - dayMs,
  week: end - weekMs,
});

/** Distance of the windows of a baseline: a quarter of an hour, or the rule's step where that is longer. */
function baselineStepMs({ stepMs }: Windows): number {
  return Math.ceil(baselineEveryMs / stepMs) * stepMs;
}

/**
 * Ends of the windows that a baseline rests on: of each of the last four weeks the same instant, and two windows before and after it,
 * a quarter of an hour apart. They change once a quarter of an hour.
 */
export function baselineEnds(rule: Windows, end: number): readonly number[] {
  const everyMs = baselineStepMs(rule);
  const middle = Math.floor(end / everyMs) * everyMs;
  const ends: number[] = [];
  for (let week = 1; week <= baselineWeeks; week++)
    for (let beside = -2; beside <= 2; beside++) ends.push(middle - week * weekMs + beside * everyMs);
  return ends;
}

/** How far back of a window's end the rule reads, milliseconds. */
export function reachMs(rule: Windows, reads: { readonly previous: boolean; readonly baseline: boolean }): number {
  if (reads.baseline) return baselineWeeks * weekMs + 3 * baselineStepMs(rule) + rule.overMs;
  return rule.overMs + (reads.previous ? weekMs : 0);
}

/**
 * Groups whose newest cell with data ended before this are forgotten at a window's end. Until then a group that fell silent is there:
 * its counts read zero.
 */
export function forgottenBefore({ overMs, noDataMs }: Pick<Rule, 'overMs' | 'noDataMs'>, end: number): number {
  return end - overMs - Math.max(dayMs, 2 * noDataMs);
}

/** Median and spread (scaled median absolute deviation); nothing of fewer than five values. */
export function baselineOf(samples: readonly (number | null)[]): Baseline {
  const values = samples.filter((value) => value !== null);
  if (values.length < baselineSamplesMin) return noBaseline;
  const median = middleOf(values);
  return { median, spread: deviationScale * middleOf(values.map((value) => Math.abs(value - median))) };
}

function middleOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
