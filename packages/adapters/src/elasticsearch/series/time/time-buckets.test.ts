import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundParts, wholeCut } from './time-buckets.ts';

const minuteMs = 60_000;

test('a range and one a little later share all parts but the outer ones', () => {
  const partsOfDay = (fromMinute: number) =>
    roundParts(wholeCut(Array.from({ length: 1_441 }, (_, index) => (fromMinute + index) * minuteMs)), 240).map(
      ({ bounds }) => [bounds[0]! / minuteMs, bounds.at(-1)! / minuteMs],
    );
  expect(partsOfDay(1_000)).toEqual([
    [1_000, 1_200],
    [1_200, 1_440],
    [1_440, 1_680],
    [1_680, 1_920],
    [1_920, 2_160],
    [2_160, 2_400],
    [2_400, 2_440],
  ]);
  expect(partsOfDay(1_001).slice(1, -1)).toEqual(partsOfDay(1_000).slice(1, -1));
});

test('the parts together are the whole, whatever the widths of its buckets', () => {
  const cuts = fc
    .tuple(fc.nat(1_000_000), fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 60 }))
    .map(([from, widths]) => {
      const bounds = [from * minuteMs];
      for (const width of widths) bounds.push(bounds.at(-1)! + width * minuteMs);
      return wholeCut(bounds);
    });
  fc.assert(
    fc.property(cuts, fc.integer({ min: 1, max: 70 }), (cut, size) => {
      const parts = roundParts(cut, size);
      expect(parts.flatMap(({ owners }) => owners)).toEqual(cut.owners);
      expect([...parts.flatMap(({ bounds }) => bounds.slice(0, -1)), cut.bounds.at(-1)]).toEqual(cut.bounds);
    }),
  );
});
