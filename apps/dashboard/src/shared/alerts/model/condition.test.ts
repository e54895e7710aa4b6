import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberText, plainThreshold, thresholdOf, withThreshold } from './condition.ts';

const numbers = {
  count: 40,
  target: 12,
  previous: { day: 300, week: 412 },
  baseline: { median: 10, spread: 2 },
};

describe('the threshold of a condition', () => {
  it.each([
    ['value > 20', 'above', 20],
    ['value <= 0.12', 'below', 0.12],
    ['previous.week > 200 && value < previous.week * 0.5', 'below', 206],
    ['value > baseline.median + 6 * baseline.spread && value > baseline.median * 1.5', 'above', 22],
    ['value > -(target - 2) / 2', 'above', -5],
  ] as const)('%s', (condition, side, value) => {
    expect(thresholdOf(condition, numbers)).toEqual({ side, value });
  });

  it.each([
    'value > 20 || count > 3',
    'value > 20 && value < 40',
    'count > 20',
    'value > size(x)',
    'value > previous.week / 0',
    'value > 3 4',
    '',
  ])('is not known for %j', (condition) => {
    expect(thresholdOf(condition, numbers)).toBeNull();
  });

  it('is not known while a number that it needs is missing', () => {
    expect(thresholdOf('value < previous.week * 0.5', { ...numbers, previous: null })).toBeNull();
    expect(thresholdOf(null, numbers)).toBeNull();
  });

  it('never fails, whatever the text', () => {
    const parts = fc.constantFrom('value', '>', '<=', '&&', '(', ')', '*', '-', '3', '0.5', 'target', ' ', '?', 'x.y');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (texts) => {
        const found = thresholdOf(texts.join(''), numbers);
        expect(found === null || Number.isFinite(found.value)).toBe(true);
      }),
    );
  });
});

describe('a plain threshold', () => {
  it('can be replaced where it stands', () => {
    expect(withThreshold('previous.week > 200 && value >= 20 && count > 20', 17.5)).toBe(
      'previous.week > 200 && value >= 17.5 && count > 20',
    );
    expect(withThreshold('value < previous.week * 0.5', 3)).toBe('value < previous.week * 0.5');
    expect(plainThreshold('value < target')).toBeNull();
  });

  it('comes back as it was put in', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 5 }), (digits, decimals) => {
        const value = digits / 10 ** decimals;
        expect(plainThreshold(withThreshold('count > 1 && value > 20', value))?.value).toBe(value);
      }),
    );
  });

  it('is written without exponent or tail', () => {
    expect([0.1 + 0.2, 1e-7, 12, 1_500_000].map(numberText)).toEqual(['0.3', '0.0000001', '12', '1500000']);
  });
});
