import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignPartitions } from './assign-partitions.ts';

const wantedBy = (partitions: number, members: readonly string[]): Map<string, readonly string[]> =>
  new Map(Array.from({ length: partitions }, (_, partition) => [`events/${partition}`, members]));

const loadsOf = (assigned: ReadonlyMap<string, string>, members: readonly string[]): number[] => {
  const loads = new Map(members.map((member) => [member, 0]));
  for (const member of assigned.values()) loads.set(member, (loads.get(member) ?? 0) + 1);
  return [...loads.values()];
};

describe('assignPartitions', () => {
  it('moves no more than fairness asks when a member joins', () => {
    const before = assignPartitions(wantedBy(4, ['a']), new Map());
    const after = assignPartitions(wantedBy(4, ['a', 'b']), before);
    expect([...after.values()].filter((member) => member === 'a')).toHaveLength(2);
    for (const [partition, member] of after) if (member === 'a') expect(before.get(partition)).toBe('a');
  });

  it('gives a lone member everything and nobody nothing', () => {
    expect(loadsOf(assignPartitions(wantedBy(4, ['a']), new Map()), ['a'])).toEqual([4]);
    expect(assignPartitions(wantedBy(4, []), new Map()).size).toBe(0);
  });

  it('shares evenly and completely from any earlier state', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd');
    const members = fc.uniqueArray(names, { minLength: 1 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        members,
        fc.array(names, { maxLength: 12 }),
        (count, present, held) => {
          const owners = new Map(held.map((member, partition) => [`events/${partition}`, member]));
          const assigned = assignPartitions(wantedBy(count, present), owners);
          expect(assigned.size).toBe(count);
          const loads = loadsOf(assigned, present);
          expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
