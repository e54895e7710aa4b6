import { expect, test } from 'vitest';
import { firingSide, worseOf } from './firing-side.ts';

test.each([
  ['value > 12', 'above'],
  ['value <= 12.5', 'below'],
  ['12 < value', 'above'],
  ['(0.5 >= value)', 'below'],
  ['previous.week > 200 && value < previous.week * 0.5', 'below'],
  ['value > baseline.median + 6 * baseline.spread && value > baseline.median * 1.5', 'above'],
  ['count > 5 && (value < target || value < 3)', 'below'],
])('%s fires %s, whatever is good', (when, side) => {
  for (const good of ['up', 'down', null] as const) expect(firingSide({ when, good })).toBe(side);
});

test('the worse of two values is further to that side', () => {
  expect([worseOf('above', 1, 2), worseOf('above', 2, 1), worseOf('below', 1, 2), worseOf('below', 2, 1)]).toEqual([
    2, 2, 1, 1,
  ]);
  expect([worseOf('below', null, 2), worseOf('above', 2, null), worseOf('above', null, null)]).toEqual([2, 2, null]);
});

test.each([
  'value < 2 || value > 9',
  'value != 0',
  '!(value > 3)',
  'value - previous.week > 3',
  'value > value * 2',
  'count > 4',
  'value > ',
  null,
])('of %s only the metric knows', (when) => {
  expect(firingSide({ when, good: 'up' })).toBe('below');
  expect(firingSide({ when, good: 'down' })).toBe('above');
  expect(firingSide({ when, good: null })).toBe('above');
});
