import { latenessCodes } from '@tidewatch/contract/events';
import { expect, test } from 'vitest';
import { latenessOf } from './lateness-of.ts';

const minuteMs = 60_000;

test.each([
  [-5 * minuteMs, null],
  [minuteMs, null],
  [minuteMs + 1, 'under_5m'],
  [5 * minuteMs, 'under_5m'],
  [5 * minuteMs + 1, 'under_15m'],
  [60 * minuteMs, 'under_1h'],
  [6 * 60 * minuteMs, 'under_6h'],
  [1_440 * minuteMs, 'under_1d'],
  [7 * 1_440 * minuteMs, 'under_7d'],
  [7 * 1_440 * minuteMs + 1, 'over_7d'],
  [Number.NaN, null],
])('an event that comes %i ms after it happened is %s', (afterMs, code) => {
  expect(latenessOf(afterMs)).toBe(code);
});

test('classes are known from the shortest to the longest', () => {
  const days = Array.from({ length: 12_000 }, (_, minute) => latenessOf(minute * minuteMs + 1));
  expect([...new Set(days)].filter((code) => code !== null)).toEqual(latenessCodes);
});
