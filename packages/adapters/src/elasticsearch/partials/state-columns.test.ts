import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentsPerSumMax, integerColumns, integerOf } from './number-columns.ts';
import { columnsOf, stateOf } from './state-columns.ts';

const integers = fc.bigInt({ min: -(2n ** 60n) + 2n ** 30n, max: 2n ** 60n - 1n });

describe('number columns', () => {
  it('hold every integer below 2^60', () => {
    fc.assert(
      fc.property(integers, (value) => {
        const { lo, hi = 0 } = integerColumns(value)!;
        expect(lo).toBeGreaterThanOrEqual(0);
        expect(lo).toBeLessThan(2 ** 30);
        expect(BigInt(integerOf(lo, hi))).toBe(value);
      }),
    );
  });

  it('sum exactly in float64', () => {
    fc.assert(
      fc.property(fc.array(integers, { minLength: 1, maxLength: 200 }), (values) => {
        const columns = values.map((value) => integerColumns(value)!);
        const lo = columns.reduce((sum, one) => sum + one.lo, 0);
        const hi = columns.reduce((sum, one) => sum + (one.hi ?? 0), 0);
        expect(BigInt(integerOf(lo, hi))).toBe(values.reduce((sum, value) => sum + value, 0n));
      }),
    );
  });

  it('stay below 2^53 for as many documents as one sum may have', () => {
    expect((2 ** 30 - 1) * documentsPerSumMax).toBeLessThan(Number.MAX_SAFE_INTEGER);
  });

  it('do not take what is larger', () => {
    expect(integerColumns(2n ** 60n)).toBe(null);
    expect(integerColumns(-(2n ** 61n))).toBe(null);
  });
});

describe('state columns', () => {
  it.each([
    ['count', 7, { lo: 7 }],
    ['sum', -1, { lo: 2 ** 30 - 1, hi: -1 }],
    ['sum', 0.5, { real: 0.5 }],
    ['sum', '1180591620717411303425n', { opaque: true, wide: '"1180591620717411303425n"' }],
    ['avg', [10, 4], { lo: 10, n: 4 }],
    ['avg', [0.5, 4], { real: 0.5, n: 4 }],
    ['avg', ['1180591620717411303425n', 4], { opaque: true, wide: '["1180591620717411303425n",4]' }],
    ['min', 3, { real: 3 }],
    ['max', '9007199254740993n', { opaque: true, wide: '"9007199254740993n"' }],
    ['distinct', 'AAEC', { opaque: true, sketch: 'AAEC' }],
  ] as const)('of %s %j', (measure, state, columns) => {
    expect(columnsOf(measure, state)).toEqual(columns);
    expect(stateOf(columnsOf(measure, state))).toEqual(state);
  });
});
