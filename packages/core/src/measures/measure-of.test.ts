import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measures, type EncodedState, type MeasureName } from '@tidewatch/contract';
import { measureOf } from './measure-of.ts';
import type { MeasureInput } from './measure.ts';

const fold = (name: MeasureName, inputs: readonly MeasureInput[]) => {
  const measure = measureOf({ measure: name, scale: 1 });
  return inputs.reduce<unknown>((state, input) => measure.add(state, input), measure.empty());
};
const integer = fc.oneof(
  fc.integer(),
  fc.constant(null),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n }),
  fc.maxSafeInteger(),
);

describe.each(measures)('%s', (name) => {
  const measure = measureOf({ measure: name, scale: 1 });
  const text = (state: unknown) => JSON.stringify(measure.encode(state));

  it('is a commutative monoid on integers, to the bit, and survives its two stored forms', () => {
    fc.assert(
      fc.property(fc.array(integer), fc.array(integer), fc.array(integer), (a, b, c) => {
        const [left, middle, right] = [fold(name, a), fold(name, b), fold(name, c)];
        const whole = text(fold(name, [...a, ...b, ...c]));
        expect(text(measure.merge(measure.merge(left, middle), right))).toBe(whole);
        expect(text(measure.merge(measure.merge(right, left), middle))).toBe(whole);
        expect(text(measure.merge(left, measure.empty()))).toBe(text(left));
        expect(text(measure.decode(measure.encode(left)))).toBe(text(left));
        const packed = measure.columns === null ? null : measure.pack(left);
        if (packed !== null) expect(text(measure.unpack(packed))).toBe(text(left));
      }),
    );
  });
});

describe('values for people', () => {
  const read = (name: MeasureName, inputs: readonly MeasureInput[], scale = 1) =>
    measureOf({ measure: name, scale }).read(fold(name, inputs));

  it('are in major units, and null where there is nothing', () => {
    expect(read('sum', [18_400_000, 100], 100)).toBe(184_001);
    expect(read('sum', [])).toBe(0);
    expect(read('avg', [])).toBeNull();
    expect(read('avg', [1, 2, null, 6])).toBe(3);
    expect(read('min', [null])).toBeNull();
    expect(read('max', [3, 2n ** 60n])).toBe(2 ** 60);
    expect(read('distinct', ['a', 'b', 'a', null])).toBe(2);
    expect(read('quantiles', [])).toBeNull();
  });

  it('stay readable when a sum is beyond a double', () => {
    for (const name of ['sum', 'avg'] as const) {
      const measure = measureOf({ measure: name, scale: 1 });
      const stored = JSON.parse(JSON.stringify(measure.encode(fold(name, [1.7e308, 1.7e308])))) as EncodedState;
      expect(measure.read(measure.decode(stored))).toBeGreaterThan(8e307);
    }
  });

  it('sum integers beyond 2^53 without losing a unit', () => {
    const measure = measureOf({ measure: 'sum', scale: 1 });
    expect(measure.encode(fold('sum', [Number.MAX_SAFE_INTEGER, 2]))).toBe('9007199254740993n');
    expect(measure.pack(fold('sum', [Number.MAX_SAFE_INTEGER, 2]))).toBeNull();
  });
});
