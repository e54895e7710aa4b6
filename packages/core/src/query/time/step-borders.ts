import type { Step } from './step.ts';
import type { Zone } from './zone.ts';

const minuteMs = 60_000;
/** 1970-01-01 was a Thursday; weeks begin on Monday (ISO 8601). */
const mondayShiftDays = 3;

/** The border at or before an instant. Borders of minute steps count from the civil day's start, so 6h gives 00, 06, 12, 18 o'clock. */
export function borderAtOrBefore(instant: number, step: Step, zone: Zone): number {
  const day = zone.dayNumberAt(instant);
  if (step.unit === 'day') {
    const shift = step.count % 7 === 0 ? mondayShiftDays : 0;
    return zone.startOfDay(Math.floor((day + shift) / step.count) * step.count - shift);
  }
  const start = zone.startOfDay(day);
  const stepMs = step.count * minuteMs;
  return start + Math.floor((instant - start) / stepMs) * stepMs;
}

/** The first border after an instant that is itself a border. */
export function borderAfter(border: number, step: Step, zone: Zone): number {
  const day = zone.dayNumberAt(border);
  if (step.unit === 'day') return zone.startOfDay(day + step.count);
  return Math.min(border + step.count * minuteMs, zone.startOfDay(day + 1));
}

/**
 * Borders of the buckets that cover [from, to), the first at or before `from`, the last at or after `to`.
 * Null when there would be more than `bucketsMax` buckets.
 */
export function bordersBetween(from: number, to: number, step: Step, zone: Zone, bucketsMax: number): number[] | null {
  const borders = [borderAtOrBefore(from, step, zone)];
  let last = borders[0] as number;
  while (last < to) {
    if (borders.length > bucketsMax) return null;
    last = borderAfter(last, step, zone);
    borders.push(last);
  }
  return borders;
}
