import { instantText, resolveTime, type ResolveOptions } from '../../../shared/time/resolve-time.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
/** Numbers of longer ranges may be made of whole hours. */
const byMinutesMs = 2 * 24 * hourMs;

/**
 * Where the events of a metric's number begin: a number is made of whole cells, so a range that begins within one begins with it. The
 * number and the list beside it are both asked for from here, else they differ by what lies in between.
 */
export const firstInstant = (from: string, { nowMs, zone }: Pick<ResolveOptions, 'nowMs' | 'zone'>): string => {
  const at = resolveTime(from, { nowMs, zone, edge: 'start' });
  const cellMs = nowMs - at > byMinutesMs ? hourMs : minuteMs;
  return instantText(Math.floor(at / cellMs) * cellMs);
};
