import type { Point } from '@tidewatch/contract/queries';
import { zonedTime } from '../../shared/time/zones.ts';

/** One hour of one weekday over some weeks. */
export interface HeatCell {
  /** 0 is Monday. */
  readonly weekday: number;
  readonly hour: number;
  /** Average of the hours that have a value; null where none has. */
  readonly value: number | null;
  /** Hours that were averaged. */
  readonly count: number;
  /** Start of the newest such hour, epoch ms; null where there was none. */
  readonly newestMs: number | null;
  /** 0 to 5: the share of the highest value. */
  readonly shade: number;
}

export const hoursOfDay = 24;
export const daysOfWeek = 7;
const shadesMax = 5;

/** Monday is 0, by the calendar day of the zone. */
const weekdayOf = (year: number, month: number, day: number): number =>
  (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;

/** Hours × weekdays, Monday first: the averages of hourly points. An hour that is not over does not count. */
export const heatCells = (points: readonly Point[], zone: string, asOf: number | null): readonly HeatCell[] => {
  const sums = Array.from({ length: daysOfWeek * hoursOfDay }, () => ({
    sum: 0,
    count: 0,
    newestMs: null as number | null,
  }));
  for (const [at, value] of points) {
    if (value === null || (asOf !== null && at + 3_600_000 > asOf)) continue;
    const { year, month, day, hour } = zonedTime(at, zone);
    const cell = sums[weekdayOf(year, month, day) * hoursOfDay + hour];
    if (cell === undefined) continue;
    cell.sum += value;
    cell.count += 1;
    cell.newestMs = Math.max(cell.newestMs ?? at, at);
  }
  const highest = Math.max(0, ...sums.map(({ sum, count }) => (count === 0 ? 0 : sum / count)));
  return sums.map(({ sum, count, newestMs }, index) => {
    const value = count === 0 ? null : sum / count;
    const shade = value === null || highest === 0 ? 0 : Math.min(shadesMax, Math.ceil((value / highest) * shadesMax));
    return { weekday: Math.floor(index / hoursOfDay), hour: index % hoursOfDay, value, count, newestMs, shade };
  });
};
