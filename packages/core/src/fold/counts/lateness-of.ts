import { latenessCodes, type LatenessCode } from '@tidewatch/contract/events';

const minuteMs = 60_000;
/** An event that was appended more than this after it happened counts as late. Late events are counted, never dropped (I3). */
const lateMsMin = minuteMs;

const limits: readonly (readonly [belowMs: number, code: LatenessCode])[] = [
  [5 * minuteMs, 'under_5m'],
  [15 * minuteMs, 'under_15m'],
  [60 * minuteMs, 'under_1h'],
  [6 * 60 * minuteMs, 'under_6h'],
  [24 * 60 * minuteMs, 'under_1d'],
  [7 * 24 * 60 * minuteMs, 'under_7d'],
];
const longest: LatenessCode = latenessCodes[latenessCodes.length - 1] ?? 'over_7d';

/**
 * How late an event came, as the `code` of `tidewatch_late_events`: a count for each class is a partial like any other, so that the
 * distribution is exact over any range. Null for an event in time. `afterMs`: append time − event time.
 */
export function latenessOf(afterMs: number): LatenessCode | null {
  if (!(afterMs > lateMsMin)) return null;
  for (const [belowMs, code] of limits) if (afterMs <= belowMs) return code;
  return longest;
}
