import type { Point, SeriesAnswer } from '@tidewatch/contract/queries';
import { expect, it } from 'vitest';
import { comparedTotal } from './compared-total.ts';

const count = { measure: 'count', formula: null };
const answer = (points: readonly Point[], history: SeriesAnswer['history'] = 'available') =>
  ({ history, compare: [{ group: {}, points, total: 7, shiftMs: 1 }] }) as unknown as SeriesAnswer;

it('is the total of a time that is known from its beginning', () => {
  expect(comparedTotal(answer([[0, 0]]), count)).toBe(7);
});

it('is nothing where a part would stand against a whole', () => {
  expect(comparedTotal(answer([[0, null]]), count)).toBeNull();
  expect(comparedTotal(answer([[0, 1]], 'unavailable'), count)).toBeNull();
  expect(comparedTotal(undefined, count)).toBeNull();
});

it('takes a gap in a share for what it is: nothing to measure', () => {
  expect(comparedTotal(answer([[0, null]]), { measure: 'count', formula: 'a / b' })).toBe(7);
});
