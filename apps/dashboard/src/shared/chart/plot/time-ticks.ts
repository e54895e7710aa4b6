import { startOfDay, zonedTime, type Zone } from '../../time/zones.ts';

const hourMs = 3_600_000;
/** Hours between marks: what a clock and a calendar read well. */
const apartHours = [1 / 60, 1 / 30, 1 / 12, 1 / 6, 0.25, 0.5, 1, 2, 3, 4, 6, 12, 24, 48, 96, 168, 336, 672];

/** Times of axis marks between two moments: round times of the zone's wall clock, at most `ticksMax`. */
export const timeTicks = (fromMs: number, toMs: number, zone: Zone, ticksMax: number): number[] => {
  const hours = (toMs - fromMs) / hourMs;
  const apart = apartHours.find((candidate) => hours / candidate <= ticksMax) ?? 1344;
  const ticks: number[] = [];
  let at = startOfDay(fromMs, zone);
  while (at <= toMs) {
    if (at >= fromMs) ticks.push(at);
    if (apart >= 24) {
      at = startOfDay(at, zone, apart / 24);
      continue;
    }
    at += Math.round(apart * hourMs);
    // Where a clock change makes a day of 23 or 25 hours, marks go on from the new midnight.
    if (apart >= 1 && zonedTime(at, zone).hour < apart) at = startOfDay(at, zone);
  }
  return ticks;
};
