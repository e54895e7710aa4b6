import type { MuteTiming } from '@tidewatch/contract/catalog/delivery';
import type { MuteInterval } from '@tidewatch/contract/catalog/delivery-definitions';
import { zoneOf } from '../../../query/time/zone.ts';

const dayMs = 86_400_000;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Whether a mute timing is in force at an instant, by the wall clock of its zone: an hour that occurs twice counts twice. */
export function isMuted({ zone, intervals }: MuteTiming, instant: number): boolean {
  const place = zoneOf(zone);
  if (place === null) return false;
  const { year, month, day, hour, minute } = place.wallTimeAt(instant);
  const midnight = Date.UTC(year, month - 1, day);
  const minutes = hour * 60 + minute;
  return intervals.some(
    (interval) => covers(interval, midnight, minutes) || covers(interval, midnight - dayMs, minutes + 1440),
  );
}

/** `midnight` is the civil day on which the interval would begin, as if in UTC; `minutes` are counted from it. */
function covers(interval: MuteInterval, midnight: number, minutes: number): boolean {
  return isInTimes(interval.times, minutes) && isOnDay(interval, midnight);
}

function isInTimes(times: readonly string[], minutes: number): boolean {
  if (times.length === 0) return minutes < 1440;
  return times.some((text) => {
    const [start = '', end = ''] = text.split('-');
    const [from, to] = [minutesOf(start), minutesOf(end)];
    return minutes >= from && minutes < (to <= from ? to + 1440 : to);
  });
}

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

function isOnDay({ weekdays: named, days, months, dates, except }: MuteInterval, midnight: number): boolean {
  const date = new Date(midnight);
  const text = date.toISOString().slice(0, 10);
  const inDates = (ranges: readonly string[]): boolean =>
    ranges.some((range) => {
      const [first = '', last = first] = range.split('..');
      return text >= first && text <= last;
    });
  const day = date.getUTCDate();
  const fromEnd = day - daysInMonth(date) - 1;
  return (
    (named.length === 0 || named.some((range) => isInWeekdays(range, date.getUTCDay()))) &&
    (days.length === 0 || days.includes(day) || days.includes(fromEnd)) &&
    (months.length === 0 || months.includes(date.getUTCMonth() + 1)) &&
    (dates.length === 0 || inDates(dates)) &&
    !inDates(except)
  );
}

function isInWeekdays(range: string, weekday: number): boolean {
  const [first = '', last = first] = range.split('-');
  const [from, to] = [weekdays.indexOf(first), weekdays.indexOf(last)];
  return from <= to ? weekday >= from && weekday <= to : weekday >= from || weekday <= to;
}

const daysInMonth = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
