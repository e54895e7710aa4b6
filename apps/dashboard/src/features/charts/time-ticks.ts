import { startOfDay, zonedTime, type Zone } from '../../shared/time/zones.ts';

const hourMs = 3_600_000;

/** Times of axis marks between two moments: whole hours of the zone's wall clock, a divisor of a day apart, at most `ticksMax`. */
export const timeTicks = (fromMs: number, toMs: number, zone: Zone, ticksMax: number): number[] => {
  const hours = (toMs - fromMs) / hourMs;
  const apart = [0.25, 0.5, 1, 2, 3, 4, 6, 12, 24].find((candidate) => hours / candidate <= ticksMax) ?? 24;
  const ticks: number[] = [];
  let at = startOfDay(fromMs, zone);
  while (at <= toMs) {
    if (at >= fromMs) ticks.push(at);
    at += apart * hourMs;
    // Where a clock change makes a day of 23 or 25 hours, marks go on from the new midnight.
    if (zonedTime(at, zone).hour < apart && apart >= 1) at = startOfDay(at, zone);
  }
  return ticks;
};
