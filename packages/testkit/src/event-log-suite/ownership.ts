import type { EventLog } from '@tidewatch/core/ports/event-log';
import { expect, it } from 'vitest';
import type { Member } from './collect.ts';
import { joinGroup, numbered } from './collect.ts';
import type { LogSuiteContext } from './log-under-test.ts';
import { waitFor } from './wait-for.ts';

const partitionsOf = (member: Member): number[] =>
  member
    .holding()
    .map(({ owned }) => owned.partition)
    .toSorted((left, right) => left - right);

const appendEverywhere = async (log: EventLog, topic: string, name: string): Promise<void> => {
  await log.append(
    topic,
    [0, 1, 2, 3].flatMap((partition) => numbered(`${name}-p${partition}`, 10, partition)),
  );
};

export function ownership(context: LogSuiteContext): void {
  const shared = async (): Promise<{ log: EventLog; topic: string; group: string; first: Member; second: Member }> => {
    const { log, topic } = await context.topic(4);
    const group = context.freshName('group');
    await appendEverywhere(log, topic, 'before');
    const first = joinGroup(log, group, [topic]);
    await waitFor('all for the first member', () => first.values().length === 40);
    const second = joinGroup(await context.under.connect(), group, [topic]);
    await waitFor('a fair share each', () => partitionsOf(first).length === 2 && partitionsOf(second).length === 2);
    return { log, topic, group, first, second };
  };

  it('shares the partitions of a topic among two members', async () => {
    const { first, second } = await shared();
    expect([...partitionsOf(first), ...partitionsOf(second)].toSorted()).toEqual([0, 1, 2, 3]);
    first.stop();
    second.stop();
  });

  it('tells each member how many are its own, also one for which none is left', async () => {
    const { log, topic } = await context.topic(1);
    const group = context.freshName('group');
    const first = joinGroup(log, group, [topic]);
    await waitFor('the only partition', () => first.holding().length === 1);
    expect(first.shares.at(-1)).toBe(1);
    const second = joinGroup(await context.under.connect(), group, [topic]);
    const both = () => [...first.shares.slice(-1), ...second.shares.slice(-1)].toSorted();
    await waitFor('one of them to have none', () => both().join() === '0,1');
    first.stop();
    await waitFor(
      'the partition to be the second’s',
      () => second.shares.at(-1) === 1 && second.holding().length === 1,
    );
    second.stop();
  });

  it('lets retained partitions go on where they are, without a second look at anything', async () => {
    const { log, topic, first, second } = await shared();
    await appendEverywhere(log, topic, 'after');
    await waitFor(
      'the new records at the first member',
      () => first.values().filter((value) => value!.startsWith('after')).length === 20,
    );
    await waitFor(
      'its own at the second',
      () => second.values().filter((value) => value!.startsWith('after')).length === 20,
    );
    for (const { read } of first.holding()) {
      expect(read.map(([offset]) => offset)).toEqual(Array.from({ length: 20 }, (_, offset) => offset));
    }
    first.stop();
    second.stop();
  });

  it('completes a partition that is taken away, and gives it to its next owner with the commit', async () => {
    const { log, topic, group, first, second } = await shared();
    const taken = first.held.filter(({ isTaken }) => isTaken);
    expect(taken.length).toBeGreaterThanOrEqual(2);
    const kept = partitionsOf(first);
    for (const { owned } of first.holding()) await owned.commit(5);
    first.stop();
    await waitFor('all for the second member', () => partitionsOf(second).length === 4);
    second.stop();
    const regained = second.held.filter(({ owned }) => kept.includes(owned.partition));
    for (const { owned, gained } of regained) expect([owned.start, gained.committed]).toEqual([5, 5]);
    expect(await log.committed(group, topic)).toEqual(new Map(kept.map((partition) => [partition, 5])));
  });

  it('refuses a commit of a partition that was taken away since, and commits nothing', async () => {
    const { log, topic, group, first, second } = await shared();
    const moved = second.holding().map(({ owned }) => owned.partition);
    const lost = first.held.findLast(({ isTaken, owned }) => isTaken && moved.includes(owned.partition))!;
    await expect(lost.owned.commit(9)).rejects.toMatchObject({ code: 'not_owner' });
    expect(await log.committed(group, topic)).toEqual(new Map());
    const { owned } = second.holding()[0]!;
    await owned.commit(7);
    expect(await log.committed(group, topic)).toEqual(new Map([[owned.partition, 7]]));
    first.stop();
    second.stop();
  });

  it('refuses a commit after the member left', async () => {
    const { log, topic } = await context.topic(1);
    const group = context.freshName('group');
    const member = joinGroup(log, group, [topic]);
    const { owned } = await waitFor('the partition', () => member.held[0]);
    member.stop();
    await expect(owned.commit(1)).rejects.toMatchObject({ code: 'not_owner' });
    expect(await log.committed(group, topic)).toEqual(new Map());
  });

  it('gives the partitions of a closed client to the other', async (test) => {
    if (!context.under.separateClients) return test.skip('this log has one client only: closing it closes the log');
    const { log, topic } = await context.topic(2);
    const group = context.freshName('group');
    const leaving = await context.under.connect();
    const first = joinGroup(leaving, group, [topic]);
    await waitFor('both at the first', () => partitionsOf(first).length === 2);
    const second = joinGroup(log, group, [topic]);
    await waitFor('one each', () => partitionsOf(first).length === 1 && partitionsOf(second).length === 1);
    await leaving.close();
    await waitFor('both at the second', () => partitionsOf(second).length === 2);
    second.stop();
  });
}
