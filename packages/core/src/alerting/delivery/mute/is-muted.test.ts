import type { MuteInterval } from '@tidewatch/contract/catalog/delivery-definitions';
import { assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMuted } from './is-muted.ts';

const minuteMs = 60_000;
const every: MuteInterval = { times: [], weekdays: [], days: [], months: [], dates: [], except: [] };
const timing = (zone: string, interval: Partial<MuteInterval>) => ({
  muteTiming: 'm',
  zone,
  intervals: [{ ...every, ...interval }],
});
const muted = (zone: string, interval: Partial<MuteInterval>, iso: string): boolean =>
  isMuted(timing(zone, interval), Date.parse(iso));

describe('calendars', () => {
  test.each([
    [{ times: ['22:00-06:00'] }, '2026-11-20T22:00:00+07:00', true],
    [{ times: ['22:00-06:00'] }, '2026-11-21T05:59:59+07:00', true],
    [{ times: ['22:00-06:00'] }, '2026-11-21T06:00:00+07:00', false],
    // A night belongs to the day on which it begins.
    [{ times: ['22:00-06:00'], weekdays: ['fri'] }, '2026-11-21T03:00:00+07:00', true],
    [{ times: ['22:00-06:00'], weekdays: ['fri'] }, '2026-11-20T03:00:00+07:00', false],
    [{ weekdays: ['sat-sun'] }, '2026-11-22T23:59:00+07:00', true],
    [{ weekdays: ['sun-mon'] }, '2026-11-23T00:00:00+07:00', true],
    [{ weekdays: ['sun-mon'] }, '2026-11-24T00:00:00+07:00', false],
    [{ days: [-1] }, '2028-02-29T12:00:00+07:00', true],
    [{ days: [-1] }, '2026-02-27T12:00:00+07:00', false],
    [{ months: [12], days: [1] }, '2026-12-01T00:00:00+07:00', true],
    [{ dates: ['2026-12-24..2026-12-26'] }, '2026-12-25T12:00:00+07:00', true],
    [{ dates: ['2026-12-24..2026-12-26'] }, '2026-12-27T00:00:00+07:00', false],
    [{ weekdays: ['mon-fri'], except: ['2026-08-17'] }, '2026-08-17T12:00:00+07:00', false],
    [{ times: ['12:00-24:00'] }, '2026-11-20T23:59:00+07:00', true],
  ])('%j at %s: %s', (interval, iso, wanted) => {
    expect(muted('Asia/Jakarta', interval, iso)).toBe(wanted);
  });
});

describe('clock changes', () => {
  test('an hour that is skipped cannot be muted, one that comes twice is muted twice', () => {
    const interval = { times: ['02:00-03:00'] };
    const hours = (from: string, to: string): number => {
      let count = 0;
      for (let at = Date.parse(from); at < Date.parse(to); at += minuteMs)
        if (isMuted(timing('Europe/Berlin', interval), at)) count += 1;
      return count / 60;
    };
    expect(hours('2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00')).toBe(0);
    expect(hours('2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00')).toBe(2);
    expect(hours('2026-10-26T00:00:00+01:00', '2026-10-27T00:00:00+01:00')).toBe(1);
  });

  test('at any instant in any zone the wall clock that the platform shows decides', () => {
    const zones = constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Jakarta',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    );
    const time = record({ from: integer({ min: 0, max: 1439 }), minutes: integer({ min: 1, max: 1439 }) });
    const around = constantFrom('2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-03-08T07:00Z', '2026-04-04T15:00Z');
    const text = (minutes: number): string =>
      `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    assert(
      property(zones, time, around, integer({ min: -1500, max: 1500 }), (zone, { from, minutes }, near, offset) => {
        const at = Date.parse(near) + offset * minuteMs;
        const until = (from + minutes) % 1440;
        if (until === from) return;
        const shown = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(
          at,
        );
        const now = Number(shown.slice(0, 2)) * 60 + Number(shown.slice(3));
        const wanted = from < until ? now >= from && now < until : now >= from || now < until;
        expect(isMuted(timing(zone, { times: [`${text(from)}-${text(until)}`] }), at)).toBe(wanted);
      }),
      { numRuns: 300 },
    );
  });
});
