import { expect, it } from 'vitest';
import { joinGroup, numbered } from './collect.ts';
import type { LogSuiteContext } from './log-under-test.ts';
import { staysTrue, waitFor } from './wait-for.ts';

export function consumerGroups(context: LogSuiteContext): void {
  it('starts a new group at the beginning, where it is told what is there', async () => {
    const { log, topic } = await context.topic(2);
    await log.append(topic, numbered('early', 5, 1));
    const member = joinGroup(log, context.freshName('group'), [topic]);
    await waitFor('five records', () => member.values().length === 5);
    member.stop();
    expect(member.asked.toSorted((left, right) => left.partition - right.partition)).toEqual([
      { topic, partition: 0, committed: null, begin: 0, end: 0 },
      { topic, partition: 1, committed: null, begin: 0, end: 5 },
    ]);
    expect(member.held.map(({ owned }) => [owned.committed, owned.begin, owned.start])).toEqual([
      [null, 0, 0],
      [null, 0, 0],
    ]);
  });

  it('asks where to start before it reads, and starts there', async () => {
    const { log, topic } = await context.topic(1);
    await log.append(topic, numbered('some', 10, 0));
    const group = context.freshName('group');
    const first = joinGroup(log, group, [topic]);
    const { owned } = await waitFor('the partition', () => first.held[0]);
    await owned.commit(8);
    first.stop();
    const second = joinGroup(log, group, [topic], { startAt: ({ committed }) => committed! - 5 });
    await waitFor('seven records', () => second.values().length === 7);
    second.stop();
    expect(second.asked).toEqual([{ topic, partition: 0, committed: 8, begin: 0, end: 10 }]);
    expect(second.held[0]!.owned).toMatchObject({ committed: 8, begin: 0, start: 3 });
    expect(second.held[0]!.read[0]).toEqual([3, 'some-3']);
  });

  it('commits nothing by itself', async () => {
    const { log, topic } = await context.topic(1);
    await log.append(topic, numbered('some', 10, 0));
    const group = context.freshName('group');
    const member = joinGroup(log, group, [topic]);
    await waitFor('ten records', () => member.values().length === 10);
    await staysTrue('nothing is read twice', () => member.values().length === 10, 600);
    member.stop();
    expect(await log.committed(group, topic)).toEqual(new Map());
  });

  it('tells the commits of any group, and lets a commit go backwards', async () => {
    const { log, topic } = await context.topic(2);
    await log.append(topic, [...numbered('a', 4, 0), ...numbered('b', 4, 1)]);
    const group = context.freshName('group');
    const member = joinGroup(log, group, [topic]);
    await waitFor('both partitions', () => member.held.length === 2);
    const one = member.held.find(({ owned }) => owned.partition === 1)!.owned;
    await one.commit(4);
    expect(await log.committed(group, topic)).toEqual(new Map([[1, 4]]));
    await one.commit(2);
    expect(await log.committed(group, topic)).toEqual(new Map([[1, 2]]));
    member.stop();
    expect(await log.committed(context.freshName('group'), topic)).toEqual(new Map());
  });

  it('gives every group all records', async () => {
    const { log, topic } = await context.topic(2);
    const first = joinGroup(log, context.freshName('group'), [topic]);
    const second = joinGroup(log, context.freshName('group'), [topic]);
    await log.append(topic, [...numbered('a', 20, 0), ...numbered('b', 20, 1)]);
    await waitFor('all records twice', () => first.values().length === 40 && second.values().length === 40);
    first.stop();
    second.stop();
  });

  it('reads several topics in one group', async () => {
    const { log, topic } = await context.topic(2);
    const other = context.freshName('suite');
    await log.createTopics([{ topic: other, partitions: 1, keepDays: 7 }]);
    const member = joinGroup(log, context.freshName('group'), [topic, other]);
    await log.append(topic, numbered('a', 3, 1));
    await log.append(other, numbered('b', 3, 0));
    await waitFor('six records', () => member.values().length === 6);
    member.stop();
    expect(member.held.map(({ owned }) => `${owned.topic}/${owned.partition}`).toSorted()).toEqual(
      [`${topic}/0`, `${topic}/1`, `${other}/0`].toSorted(),
    );
  });

  it('hands out at most two batches of a partition that are not done', async () => {
    const { log, topic } = await context.topic(1);
    for (let index = 0; index < 4; index++) await log.append(topic, numbered(`part-${index}`, 3_000, 0));
    const member = joinGroup(log, context.freshName('group'), [topic], { holdBack: true });
    const held = await waitFor('the first batch', () => member.held.find(({ batches }) => batches.length > 0));
    await staysTrue('at most two batches', () => held.batches.length <= 2, 1_500);
    held.batches[0]!.done();
    await waitFor('another batch', () => held.batches.length >= 2);
    member.stop();
  });

  it('gives back the error of a caller that cannot say where to start', async () => {
    const { log, topic } = await context.topic(1);
    const startAt = (): number => {
      throw new Error('no place to start');
    };
    const member = joinGroup(log, context.freshName('group'), [topic], { startAt });
    await waitFor('the error', () => member.errors.length > 0);
    member.stop();
    expect(member.errors[0]).toMatchObject({ message: 'no place to start' });
    expect(member.held).toEqual([]);
  });
}
