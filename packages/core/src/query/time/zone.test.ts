import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zoneOf, type Zone } from './zone.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function zone(name: string): Zone {
  const found = zoneOf(name);
  if (found === null) throw new Error(`no zone ${name}`);
  return found;
}

const names = [
  'UTC',
  'Asia/Jakarta',
  'Asia/Jayapura',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
];

test('a name that is no zone has none', () => {
  expect(zoneOf('Asia/Atlantis')).toBeNull();
  expect(zoneOf('')).toBeNull();
});

test.each([
  ['Asia/Jakarta', '2026-11-20T00:00:00Z', 7],
  ['Asia/Jayapura', '2026-11-20T00:00:00Z', 9],
  ['Asia/Kolkata', '2026-11-20T00:00:00Z', 5.5],
  ['Europe/Berlin', '2026-03-29T00:59:59Z', 1],
  ['Europe/Berlin', '2026-03-29T01:00:00Z', 2],
  ['America/New_York', '2026-11-01T05:59:59Z', -4],
  ['America/New_York', '2026-11-01T06:00:00Z', -5],
])('offset of %s at %s', (name, at, hours) => {
  expect(zone(name).offsetAt(Date.parse(at))).toBe(hours * hourMs);
});

test('the instant of a wall time shows that wall time again, unless clocks skip it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.integer({ min: Date.UTC(2001, 0), max: Date.UTC(2035, 0) }),
      (name, wall) => {
        const found = zone(name);
        const wallMs = Math.floor(wall / 1000) * 1000;
        const instant = found.instantOf(wallMs);
        const shown = instant + found.offsetAt(instant);
        expect([0, hourMs, hourMs / 2]).toContain(shown - wallMs);
      },
    ),
  );
});

test('a skipped hour moves forward, a repeated one is the earlier', () => {
  const berlin = zone('Europe/Berlin');
  expect(berlin.instantOf(Date.UTC(2026, 2, 29, 2, 30))).toBe(Date.parse('2026-03-29T01:30:00Z'));
  expect(berlin.instantOf(Date.UTC(2026, 9, 25, 2, 30))).toBe(Date.parse('2026-10-25T00:30:00Z'));
});

test('a day begins when its clock first shows it, and the next begins where it ends', () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.integer({ min: 11_000, max: 24_000 }), (name, day) => {
      const found = zone(name);
      const start = found.startOfDay(day);
      expect(found.dayNumberAt(start)).toBe(day);
      expect(found.dayNumberAt(start - 1)).toBe(day - 1);
      const lengthMs = found.startOfDay(day + 1) - start;
      expect(lengthMs).toBeGreaterThanOrEqual(dayMs - hourMs);
      expect(lengthMs).toBeLessThanOrEqual(dayMs + hourMs);
    }),
  );
});

test('calendar days keep the time of day across a change of clocks', () => {
  const berlin = zone('Europe/Berlin');
  const noon = Date.parse('2026-03-30T10:00:00Z');
  expect(berlin.addDays(noon, -7)).toBe(Date.parse('2026-03-23T11:00:00Z'));
});

test('the same time of day never goes back, and is the time of day wherever there is just one', () => {
  const property = fc.property(
    fc.constantFrom(...names),
    fc.integer({ min: Date.parse('2026-01-01') / hourMs, max: Date.parse('2027-01-01') / hourMs }),
    fc.array(fc.integer({ min: 0, max: 3 * 60 }), { minLength: 2, maxLength: 8 }),
    fc.constantFrom(-1, -7, -28),
    (name, hour, minutes, days) => {
      const found = zone(name);
      const instants = minutes.toSorted((left, right) => left - right).map((minute) => hour * hourMs + minute * 60_000);
      const same = instants.map((instant) => found.sameTimeOfDay(instant, days));
      expect(same).toEqual(same.toSorted((left, right) => left - right));
      const apart = same.map((at, index) => Math.abs((instants[index] as number) + days * dayMs - at));
      expect(Math.max(...apart)).toBeLessThanOrEqual(2 * hourMs);
    },
  );
  fc.assert(property, { numRuns: 300 });
  const berlin = zone('Europe/Berlin');
  const at = (text: string): number => Date.parse(text);
  expect(berlin.sameTimeOfDay(at('2026-10-25T00:30:00Z'), -1), 'half past two, for the first time').toBe(
    at('2026-10-24T00:30:00Z'),
  );
  expect(berlin.sameTimeOfDay(at('2026-10-25T01:30:00Z'), -1), 'and again').toBe(at('2026-10-24T01:00:00Z'));
  expect(berlin.sameTimeOfDay(at('2026-03-30T00:30:00Z'), -1), 'skipped the day before').toBe(
    at('2026-03-29T01:00:00Z'),
  );
});
