import type { Zone } from './zone.ts';

/** A time of a query, in epoch milliseconds. `relative`: it moves with the clock. */
export interface QueryTime {
  readonly at: number;
  readonly relative: boolean;
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000 } as const;
const relativePattern = /^now(?:([+-])(\d{1,6})([smhdw]))?(?:\/([mhd]))?$/;
const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Reads `now`, `now-3h`, `now-7d`, `now-0d/d` (start of the day; with `end`, its end), ISO 8601 dates and times, and epoch
 * milliseconds. Days and ISO texts without an offset are of the zone's calendar. Null for anything else.
 */
export function parseTime(text: string, now: number, zone: Zone, edge: 'start' | 'end'): QueryTime | null {
  if (/^\d{11,14}$/.test(text)) return { at: Number(text), relative: false };
  const relative = relativePattern.exec(text);
  if (relative !== null) {
    const [, sign, count, unit, rounding] = relative;
    const moved = unit === undefined ? now : move(now, (sign === '-' ? -1 : 1) * Number(count), unit, zone);
    return { at: rounding === undefined ? moved : round(moved, rounding, zone, edge), relative: true };
  }
  const at = parseIso(text, zone);
  return at === null ? null : { at, relative: false };
}

function move(instant: number, count: number, unit: string, zone: Zone): number {
  if (unit === 'd' || unit === 'w') return zone.addDays(instant, unit === 'w' ? count * 7 : count);
  return instant + count * unitMs[unit as 's' | 'm' | 'h'];
}

function round(instant: number, unit: string, zone: Zone, edge: 'start' | 'end'): number {
  const up = edge === 'end' ? 1 : 0;
  if (unit === 'd') return zone.startOfDay(zone.dayNumberAt(instant) + up);
  const ms = unitMs[unit as 'm' | 'h'];
  const offset = zone.offsetAt(instant);
  return (Math.floor((instant + offset) / ms) + up) * ms - offset;
}

function parseIso(text: string, zone: Zone): number | null {
  const match = isoPattern.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!real || hour > 24 || minute > 59 || second > 60 || (hour === 24 && minute + second > 0)) return null;
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second) + Math.floor(Number(`0.${match[7] ?? 0}`) * 1000);
  const offset = match[8];
  if (offset === undefined) return zone.instantOf(wallMs);
  if (offset.toUpperCase() === 'Z') return wallMs;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return wallMs - (offset.startsWith('-') ? -1 : 1) * minutes * 60_000;
}
