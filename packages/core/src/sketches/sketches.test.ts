import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../hashing/sha256.ts';
import { base64OfBytes, bytesOfBase64 } from './base64.ts';
import { DdSketch } from './dd-sketch.ts';
import { bytesOfHyperLogLog, hyperLogLogOfBytes } from './hyper-log-log-bytes.ts';
import { HyperLogLog } from './hyper-log-log.ts';
import { sparseEntry } from './sparse-registers.ts';

function setOf(texts: Iterable<string>): HyperLogLog {
  const sketch = new HyperLogLog();
  for (const text of texts) sketch.add(text);
  return sketch;
}

function valuesOf(values: Iterable<number>): DdSketch {
  const sketch = new DdSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

const names = (from: number, count: number) => Array.from({ length: count }, (_, index) => `patient-${from + index}`);

describe('HyperLogLog', () => {
  it.each([0, 1, 10, 94, 1_000])('counts %i different texts to the unit', (count) => {
    for (const from of [0, 1e6, 7e7]) {
      const sketch = setOf(names(from, count));
      expect(Math.round(sketch.union(sketch).estimate())).toBe(count);
    }
  });

  it.each([1_536, 1_537, 5_000, 40_000, 300_000])(
    'estimates %i different texts within four standard errors',
    (count) => {
      for (const from of [0, 1e6, 7e7]) {
        const estimate = setOf(names(from, count)).estimate();
        expect(Math.abs(estimate - count)).toBeLessThanOrEqual(Math.max(1, count * 0.046));
      }
    },
  );

  it('merges to the union, in any order and grouping, to the same bytes', () => {
    const texts = fc.array(fc.string(), { maxLength: 40 });
    const large = fc.tuple(fc.nat(900), fc.nat(1_700)).map(([from, count]) => names(from, count));
    const some = fc.oneof(texts, large);
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        const whole = bytesOfHyperLogLog(setOf([...c, ...b, ...a]));
        const [left, middle, right] = [setOf(a), setOf(b), setOf(c)];
        expect(bytesOfHyperLogLog(left.union(middle).union(right))).toEqual(whole);
        expect(bytesOfHyperLogLog(left.union(right.union(middle)))).toEqual(whole);
        expect(bytesOfHyperLogLog(hyperLogLogOfBytes(whole))).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the larger rank of two hashes with the same place, whichever comes first', () => {
    // Places whose register cannot be told without the rank: their last 13 bits are zero.
    const entries = [0, 1, 2 ** 13 - 1].flatMap((index) =>
      [3, 39, 7].map((rank) => sparseEntry(index * 2 ** 13, rank)),
    );
    const of = (some: readonly number[]) => {
      const sketch = new HyperLogLog();
      for (const entry of some) sketch.addEntry(entry);
      return sketch;
    };
    const largest = [0, 1, 2 ** 13 - 1].map((index) => sparseEntry(index * 2 ** 13, 39));
    expect([...of(entries).sparse]).toEqual(largest);
    expect([...of(entries.toReversed()).union(of(entries)).sparse]).toEqual(largest);
    expect(bytesOfHyperLogLog(hyperLogLogOfBytes(bytesOfHyperLogLog(of(entries))))).toEqual(
      bytesOfHyperLogLog(of(largest)),
    );
    const dense = of([...largest, ...setOf(names(0, 1_500)).sparse, ...setOf(names(9e6, 1_500)).sparse]).dense!;
    expect([dense[0], dense[1], dense.at(-1)]).toEqual([52, 52, 52]);
  });

  it('has fixed bytes, since stored sketches depend on its hash', () => {
    expect(base64OfBytes(bytesOfHyperLogLog(setOf(['a', 'b', 'Siti Rahma', ''])))).toMatchInlineSnapshot(
      `"AQ0CiNKfArKt5xySp9QLvqjCCw=="`,
    );
  });

  it('has fixed bytes when dense, too', () => {
    expect(sha256(base64OfBytes(bytesOfHyperLogLog(setOf(names(0, 5_000)))))).toMatchInlineSnapshot(
      `"69d8755fa5130b13c9c1a32d075f9dc35f48c795603618698123155631783251"`,
    );
  });

  it('refuses bytes that are none or newer', () => {
    expect(() => hyperLogLogOfBytes(Uint8Array.of(9, 13, 0, 0))).toThrow(/newer/);
    for (const bytes of [
      [],
      [1],
      [1, 12, 2],
      [1, 13, 0],
      [1, 13, 2, 128],
      [1, 13, 2, 2, 0],
      [1, 13, 2, 0],
      [1, 13, 2, 1, 40],
      [1, 13, 1, 0],
      [1, 13, 2, 128, 128, 128, 128, 1],
    ]) {
      expect(() => hyperLogLogOfBytes(Uint8Array.from(bytes))).toThrow(/cannot be read/);
    }
  });
});

describe('DdSketch', () => {
  it('gives every quantile within one per cent', () => {
    const value = fc.oneof(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.integer({ min: 0, max: 500 }));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.constantFrom(0, 0.25, 0.5, 0.95, 1),
        (values, quantile) => {
          const sorted = values.toSorted((left, right) => left - right);
          const exact = sorted[Math.floor(quantile * (sorted.length - 1))]!;
          const found = valuesOf(values).quantile(quantile)!;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.abs(exact) * 0.010001 + 2e-9);
        },
      ),
    );
  });

  it('merges to the same bytes as adding everything, in any order', () => {
    const values = fc.array(fc.double({ min: -1e20, max: 1e20, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const whole = valuesOf([...c, ...a, ...b]).bytes();
        expect(valuesOf(a).merge(valuesOf(b)).merge(valuesOf(c)).bytes()).toEqual(whole);
        expect(
          valuesOf(c)
            .merge(valuesOf(b).merge(valuesOf(a)))
            .bytes(),
        ).toEqual(whole);
        expect(DdSketch.ofBytes(whole).bytes()).toEqual(whole);
      }),
    );
  });

  it('knows nothing of an empty set, and refuses bytes that are none or newer', () => {
    expect(new DdSketch().quantile(0.5)).toBeNull();
    expect(() => DdSketch.ofBytes(Uint8Array.of(2))).toThrow(/newer/);
    expect(() => DdSketch.ofBytes(Uint8Array.of(1, 0, 5))).toThrow(/cannot be read/);
  });
});

describe('base64', () => {
  it('agrees with the platform both ways', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        expect(base64OfBytes(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(bytesOfBase64(base64OfBytes(bytes))).toEqual(bytes);
      }),
    );
    expect(bytesOfBase64('a')).toBeNull();
    expect(bytesOfBase64('####')).toBeNull();
  });
});
