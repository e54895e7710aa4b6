import fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentId, isHashed, keyOf } from './keys.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

it('gives different values different keys that a keyword field takes', () => {
  fc.assert(
    fc.property(anyText, anyText, (left, right) => {
      expect(keyOf(left) === keyOf(right)).toBe(left === right);
      expect(keyOf(left).isWellFormed()).toBe(true);
      expect(Buffer.byteLength(keyOf(left))).toBeLessThan(2_000);
    }),
  );
});

it('keeps ordinary values readable', () => {
  for (const value of ['', 'Jakarta', '(none)', '\u{1f9ea}', '__proto__']) expect(keyOf(value)).toBe(value);
});

it('hashes what could be mistaken for a hash', () => {
  const key = keyOf('x'.repeat(1_000));
  expect(isHashed(key)).toBe(true);
  expect(keyOf(key)).not.toBe(key);
});

it('tells identities apart wherever they are cut', () => {
  const ids = [
    ['ab', 'c'],
    ['a', 'bc'],
    ['a', 'b', 'c'],
    [['a', 'b'], 'c'],
    ['a,b', 'c'],
    [1, 'c'],
    ['1', 'c'],
    ['\ud83e'],
    ['\udd2a'],
    ['\ufffd'],
  ].map(documentId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
});
