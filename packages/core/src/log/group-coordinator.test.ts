import { describe, expect, it } from 'vitest';
import { createGroupCoordinator } from './group-coordinator.ts';

const fourEach = (): number => 4;

describe('createGroupCoordinator', () => {
  it('keeps the ownership of what stays and makes a new one for what moves', () => {
    const group = createGroupCoordinator();
    group.join('a', ['events']);
    group.rebalance(fourEach);
    const before = group.ownedBy('a');
    group.join('b', ['events']);
    group.rebalance(fourEach);
    expect(group.ownedBy('a')).toHaveLength(2);
    for (const ownership of group.ownedBy('a')) expect(before).toContain(ownership);
    expect(before.filter((ownership) => !group.holds(ownership))).toHaveLength(2);
    expect(group.ownedBy('b').every((ownership) => group.holds(ownership))).toBe(true);
  });

  it('ends the ownership of a member that leaves, and a partition that comes back is held anew', () => {
    const group = createGroupCoordinator();
    group.join('a', ['events']);
    group.rebalance(fourEach);
    const first = group.ownedBy('a').at(0)!;
    group.leave('a');
    expect(group.holds(first)).toBe(false);
    group.join('a', ['events']);
    group.rebalance(fourEach);
    expect(group.ownedBy('a')).toHaveLength(4);
    expect(group.holds(first)).toBe(false);
  });

  it('gives a topic only to members that want it', () => {
    const group = createGroupCoordinator();
    group.join('a', ['events']);
    group.join('b', ['events', 'orders']);
    group.rebalance(() => 2);
    const topicsOf = (member: string): string[] => group.ownedBy(member).map(({ topic }) => topic);
    expect(topicsOf('a')).not.toContain('orders');
    expect([...topicsOf('a'), ...topicsOf('b')].toSorted()).toEqual(['events', 'events', 'orders', 'orders']);
  });
});
