import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GroupNames } from './group-names.ts';
import { SharedNames } from './shared-names.ts';

const value = fc.constantFrom('', 'a', 'b', 'ab', '\u0000', 'a\u0000b', '(other)', '"', 'Ä', '\u{1F600}');

/** The readers of the test know their values. */
const event = { id: '', source: '', type: '', time: 0, subject: null, imported: false, data: {} };

it.each([0, 1, 2, 3, 4])('is one object for equal groups of %i values, another for different ones', (length) => {
  fc.assert(
    fc.property(fc.array(fc.array(value, { minLength: length, maxLength: length }), { maxLength: 60 }), (groups) => {
      const names = new GroupNames();
      const known = new Map<string, unknown>();
      for (const [index, group] of groups.entries()) {
        const dimensions = group.map((text) => () => text);
        const named = index % 2 === 0 ? names.of(group) : names.ofEvent(dimensions, event);
        const key = JSON.stringify(group);
        expect(named).toBe(known.get(key) ?? named);
        known.set(key, named);
        expect([named.group, named.json]).toEqual([group, key]);
        expect(named.jsonBytes).toBe(new TextEncoder().encode(key).length);
      }
      expect(names.size).toBe(known.size);
      expect(new Set(known.values()).size).toBe(known.size);
    }),
  );
});

it('keeps names from slice to slice, and lets them go when there are too many', () => {
  const shared = new SharedNames(2);
  const names = shared.forSlice().at(0)!;
  const named = names.of(['m1']);
  expect(shared.forSlice().at(0)!.of(['m1'])).toBe(named);
  for (let index = 0; index < 50_000; index += 1) names.of([`n${index}`]);
  expect(shared.forSlice().at(0)!.size).toBe(0);
  // A slice that is open goes on with what it has.
  expect(names.of(['m1'])).toBe(named);
});
