import { expect, test } from 'vitest';
import { thresholdOf } from './threshold-of.ts';

const numbers = { count: 7, previous: { day: 50, week: 200 }, baseline: { median: 10, spread: 2 }, target: 30 };

test.each([
  ['value > 20', 'above', 20],
  ['value >= 0.12 && count > 3', 'above', 0.12],
  ['5 >= value', 'below', 5],
  ['previous.week > 200 && value < previous.week * 0.5', 'below', 100],
  ['value > baseline.median + 6 * baseline.spread && value > baseline.median * 1.5', 'above', 22],
  ['value < -(target - 20) / 4', 'below', -2.5],
  ['value > count', 'above', 7],
] as const)('of %s', (condition, side, value) => {
  expect(thresholdOf(condition, numbers)).toEqual({ side, value });
});

test.each([
  'value < 2 || value > 9',
  'value > 2 && value < 9',
  'value != 0',
  'value > value * 2',
  'value > "20"',
  'count > 4',
  'value > target / 0',
  'The webhook answered 500; it is tried again.',
])('%s has none', (condition) => {
  expect(thresholdOf(condition, numbers)).toBeNull();
});

test('what the rule could not read gives none', () => {
  expect(thresholdOf('value > previous.week * 2', { ...numbers, previous: null })).toBeNull();
});
