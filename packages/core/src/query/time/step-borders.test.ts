import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bordersBetween } from './step-borders.ts';
import { defaultStep, parseStep, type Step } from './step.ts';
import { zoneOf, type Zone } from './zone.ts';

const minuteMs = 60_000;

function borders(from: string, to: string, stepText: string, zoneName: string): readonly string[] | null {
  const [step, zone] = [parseStep(stepText), zoneOf(zoneName)] as [Step, Zone];
  return (
    bordersBetween(Date.parse(from), Date.parse(to), step, zone, 1_000)?.map((border) =>
      new Date(border).toISOString(),
    ) ?? null
  );
}

test('days begin at midnight of the zone, however long they are', () => {
  expect(borders('2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z', '1d', 'Europe/Berlin')).toEqual([
    '2026-03-27T23:00:00.000Z',
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
    '2026-03-30T22:00:00.000Z',
  ]);
});

test('six hours count from midnight of the zone', () => {
  expect(borders('2026-11-20T01:00:00Z', '2026-11-20T12:00:00Z', '6h', 'Asia/Jakarta')).toEqual([
    '2026-11-19T23:00:00.000Z',
    '2026-11-20T05:00:00.000Z',
    '2026-11-20T11:00:00.000Z',
    '2026-11-20T17:00:00.000Z',
  ]);
});

test('weeks begin on Monday', () => {
  expect(borders('2026-11-20T00:00:00Z', '2026-11-24T00:00:00Z', '7d', 'UTC')).toEqual([
    '2026-11-16T00:00:00.000Z',
    '2026-11-23T00:00:00.000Z',
    '2026-11-30T00:00:00.000Z',
  ]);
});

test('borders ascend, cover the range and are never further apart than a step and an hour', () => {
  const zones = fc.constantFrom('UTC', 'Asia/Kolkata', 'Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe');
  const steps = fc.constantFrom('1m', '7m', '1h', '6h', '1d', '3d', '7d');
  fc.assert(
    fc.property(
      zones,
      steps,
      fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2030, 0) }),
      fc.integer({ min: 1, max: 500 }),
      (zoneName, stepText, start, count) => {
        const [step, zone] = [parseStep(stepText), zoneOf(zoneName)] as [Step, Zone];
        const from = Math.floor(start / minuteMs) * minuteMs;
        const to = from + count * step.ms;
        const found = bordersBetween(from, to, step, zone, 10_000) ?? [];
        expect(found[0]).toBeLessThanOrEqual(from);
        expect(found.at(-1)).toBeGreaterThanOrEqual(to);
        for (let index = 1; index < found.length; index++) {
          const width = (found[index] ?? 0) - (found[index - 1] ?? 0);
          expect(width).toBeGreaterThan(0);
          expect(width).toBeLessThanOrEqual(step.ms + 60 * minuteMs);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('too many buckets are none', () => {
  expect(borders('2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z', '1m', 'UTC')).toBeNull();
});

test.each(['0m', '1s', '25h', '36h', 'm', '1.5h', '-1m', '100000m'])('%j is no step', (text) => {
  expect(parseStep(text)).toBeNull();
});

test('the default step grows with the range and is never finer than the metric', () => {
  expect([3, 24, 72, 168, 2_400].map((hours) => defaultStep(hours * 60 * minuteMs, '1m').text)).toEqual([
    '1m',
    '5m',
    '15m',
    '1h',
    '1d',
  ]);
  expect(defaultStep(60 * minuteMs, '1h').text).toBe('1h');
});
