import { describe, expect, it } from 'vitest';
import { assignToMembers, decodeAssignment, encodeSubscription, placeOf } from './sticky-assignment.ts';

const member = (memberId: string, topics: readonly string[], generation = -1, ...held: [string, number][]) => ({
  memberId,
  memberMetadata: encodeSubscription(topics, {
    generation,
    partitions: held.map(([topic, partition]) => ({ topic, partition })),
  }),
});

const assigned = (members: readonly ReturnType<typeof member>[], count = 4): Record<string, string[]> =>
  Object.fromEntries(
    assignToMembers(members, () => count).map(({ memberId, memberAssignment }) => [
      memberId,
      decodeAssignment(memberAssignment).map(placeOf),
    ]),
  );

describe('assignToMembers', () => {
  it('leaves partitions where they are', () => {
    expect(assigned([member('a', ['t'], 3, ['t', 1], ['t', 3]), member('b', ['t'], 3, ['t', 0], ['t', 2])])).toEqual({
      a: ['t/1', 't/3'],
      b: ['t/0', 't/2'],
    });
  });

  it('believes the member that knows the newer generation', () => {
    const { b } = assigned([member('a', ['t'], 2, ['t', 0], ['t', 1]), member('b', ['t'], 5, ['t', 0], ['t', 1])]);
    expect(b).toEqual(['t/0', 't/1']);
  });

  it('gives a topic only to members that want it', () => {
    expect(assigned([member('a', ['t', 'u']), member('b', ['u'])], 1)).toEqual({ a: ['t/0'], b: ['u/0'] });
  });

  it('gives nothing where there is nothing', () => {
    expect(assigned([member('a', ['t']), member('b', ['t'])], 1)).toEqual({ a: ['t/0'], b: [] });
    expect(decodeAssignment(Buffer.alloc(0))).toEqual([]);
  });
});
