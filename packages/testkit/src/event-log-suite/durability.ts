import { expect, it } from 'vitest';
import { joinGroup, numbered, tailAll } from './collect.ts';
import type { LogSuiteContext } from './log-under-test.ts';
import { waitFor } from './wait-for.ts';

export function durability(context: LogSuiteContext): void {
  it('has records, offsets, topics and commits again after it was opened anew', async (test) => {
    const { under } = context;
    if (under.reopen === undefined) return test.skip('a test cannot restart this log');
    const { log, topic } = await context.topic(2);
    const group = context.freshName('group');
    await log.append(topic, numbered('kept', 1_000, 1));
    const member = joinGroup(log, group, [topic]);
    const { owned } = await waitFor('the partition', () => member.held.find((held) => held.owned.partition === 1));
    await owned.commit(600);
    member.stop();

    await under.reopen();
    const again = await under.connect();
    expect(await again.describeTopic(topic)).toMatchObject({ partitions: 2, retentionMs: 7 * 86_400_000 });
    expect(await again.committed(group, topic)).toEqual(new Map([[1, 600]]));
    expect((await again.append(topic, numbered('later', 1, 1))).get(1)).toBe(1_000);
    const tail = tailAll(again, topic);
    await waitFor('all records', () => tail.records().length === 1_001);
    tail.stop();
    expect(tail.values(1)).toEqual(
      [...numbered('kept', 1_000, 1), ...numbered('later', 1, 1)].map(({ value }) => value),
    );
  });

  it('tells a group that comes late where the log begins', async (test) => {
    const { truncate } = context.under;
    if (truncate === undefined) return test.skip('this log cannot cut a partition in a test');
    const { log, topic } = await context.topic(1);
    const group = context.freshName('group');
    await log.append(topic, numbered('old', 5, 0));
    await log.append(topic, numbered('kept', 5, 0));
    const first = joinGroup(log, group, [topic]);
    const { owned } = await waitFor('the partition', () => first.held[0]);
    await owned.commit(2);
    first.stop();
    await truncate(topic, 0, 5);
    const second = joinGroup(log, group, [topic]);
    await waitFor('what is left', () => second.values().length === 5);
    second.stop();
    expect(second.asked).toEqual([{ topic, partition: 0, committed: 2, begin: 5, end: 10 }]);
    expect(second.held[0]!.owned.start).toBe(5);
  });

  it('refuses appends and streams after it was closed', async (test) => {
    if (!context.under.separateClients) return test.skip('this log has one client only: closing it closes the log');
    const { topic } = await context.topic(1);
    const client = await context.under.connect();
    await client.close();
    await expect(client.append(topic, numbered('late', 1, 0))).rejects.toMatchObject({ code: 'log_unavailable' });
    const tail = tailAll(client, topic);
    await waitFor('the error', () => tail.errors.length > 0);
    expect(tail.errors[0]).toMatchObject({ code: 'log_unavailable' });
  });
}
