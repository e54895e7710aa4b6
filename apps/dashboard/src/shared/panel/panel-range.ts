import { isRelativeTime, resolveTime } from '../time/resolve-time.ts';
import { startOfDay, type Zone } from '../time/zones.ts';

/** The time that a panel shows. Texts go into queries as they are; the rest is epoch ms. */
export interface PanelRange {
  readonly from: string;
  readonly to: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The end of the axis: of the day where the range is today so far, so that there is room for what is to come. */
  readonly axisToMs: number;
  /** From midnight up to now. */
  readonly today: boolean;
  /** The end is now and moves on. */
  readonly live: boolean;
  /** Calendar days that the range is made of, today counted whole; null where it does not begin and end at midnights. */
  readonly days: number | null;
}

const daysMax = 400;

/** Whole days between two midnights of the zone, null where one of the two is none. */
const wholeDays = (fromMs: number, toMs: number, zone: Zone): number | null => {
  if (startOfDay(fromMs, zone) !== fromMs) return null;
  for (let days = 1; days <= daysMax; days += 1) {
    const at = startOfDay(fromMs, zone, days);
    if (at >= toMs) return at === toMs ? days : null;
  }
  return null;
};

/** The range of an address at a moment. */
export const panelRange = (from: string, to: string, nowMs: number, zone: Zone): PanelRange => {
  const fromMs = resolveTime(from, { nowMs, zone, edge: 'start' });
  const toMs = resolveTime(to, { nowMs, zone, edge: 'end' });
  const live = to === 'now';
  const midnight = startOfDay(nowMs, zone, 1);
  const days = wholeDays(fromMs, live ? midnight : toMs, zone);
  const today = (live || toMs === midnight) && days === 1 && isRelativeTime(from);
  return {
    from,
    to,
    fromMs,
    toMs: Math.min(toMs, live ? nowMs : toMs),
    axisToMs: today ? midnight : toMs,
    today,
    live,
    days,
  };
};
