import type { EventLog } from '@tidewatch/core/ports/event-log';
import { joinGroup, numbered, tailAll } from '@tidewatch/testkit/event-log-suite/collect';
import { waitFor } from '@tidewatch/testkit/event-log-suite/wait-for';
import { describeOnServer } from '@tidewatch/testkit/servers';
import { afterAll, describe, expect, test } from 'vitest';
import { listeningTelemetry, openTestLogs } from '../testing/test-logs.ts';
import { Brokers } from '../wire/brokers.ts';

/** A small generator of reproducible choices (Marsaglia's xorshift32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

await describeOnServer('kafka', 'Kafka consumer groups', (address) => {
  const logs = openTestLogs(address);
  afterAll(() => logs.closeAll());
  let last = 0;
  const madeTopic = async (partitions: number): Promise<{ log: EventLog; topic: string; group: string }> => {
    const log = await logs.open();
    const topic = `groups-${++last}`;
    await log.createTopics([{ topic, partitions, keepDays: 1 }]);
    return { log, topic, group: `group-${last}` };
  };

  // kafkajs#1046, redpanda connect#4009: a rebalance neither loses nor doubles.
  test(
    'three members come and go under load: every spell is one unbroken run of offsets, and all is read',
    { timeout: 60_000 },
    async () => {
      const partitions = 6;
      const { log, topic, group } = await madeTopic(partitions);
      const choose = seeded(4711);
      const spells: { partition: number; start: number; committed: number | null; offsets: number[] }[] = [];
      const join = () =>
        log
          .consume(group, [topic], ({ committed, begin }) => committed ?? begin)
          .subscribe((owned) => {
            const { partition, start, committed } = owned;
            const spell = { partition, start, committed, offsets: [] as number[] };
            spells.push(spell);
            owned.batches.subscribe((batch) => {
              for (const { offset } of batch.records) spell.offsets.push(offset);
              if (batch.records.length === 0) return batch.done();
              owned.commit(batch.nextOffset).then(batch.done, batch.done);
            });
          });
      const members = [join()];
      let sent = 0;
      const begun = performance.now();
      const lasts = () => performance.now() - begun;
      // So long that there was something to lose: how many rebalances fit into a second is the broker's affair.
      while (lasts() < 12_000 || (spells.length <= partitions * 2 && lasts() < 30_000)) {
        const records = Array.from({ length: partitions }, (_, partition) =>
          numbered(`load-${sent}`, 20, partition),
        ).flat();
        await log.append(topic, records);
        sent += 20;
        if (choose(8) !== 0) continue;
        if (members.length < 3 && (members.length === 1 || choose(2) === 0)) members.push(join());
        else members.splice(choose(members.length), 1)[0]!.unsubscribe();
      }
      await expect
        .poll(async () => [...(await log.committed(group, topic)).values()], { timeout: 30_000, interval: 200 })
        .toEqual(Array.from({ length: partitions }, () => sent));
      for (const member of members) member.unsubscribe();

      expect(spells.length).toBeGreaterThan(partitions * 2);
      for (const { start, offsets } of spells) expect(offsets).toEqual(offsets.map((_, index) => start + index));
      for (let partition = 0; partition < partitions; partition++) {
        const read = new Set(spells.filter((spell) => spell.partition === partition).flatMap(({ offsets }) => offsets));
        expect(read.size).toBe(sent);
      }
    },
  );

  test('a member that was given up without knowing cannot commit over its successor', { timeout: 40_000 }, async () => {
    const { log, topic, group } = await madeTopic(2);
    await log.append(topic, [...numbered('a', 10, 0), ...numbered('b', 10, 1)]);
    const zombie = joinGroup(log, group, [topic]);
    await waitFor('both partitions', () => zombie.values().length === 20);
    const admin = logs.kafka.admin();
    await admin.connect();
    const groupId = `${logs.namespace}.${group}`;
    const { groups } = await admin.describeGroups([groupId]);
    const brokers = new Brokers([address], {
      clientId: 'expels',
      ssl: false,
      sasl: null,
      connectWithinMs: 1_000,
      answerWithinMs: 5_000,
    });
    await brokers.ask(await brokers.coordinator(groupId), 'LeaveGroup', {
      groupId,
      memberId: groups[0]!.members[0]!.memberId,
    });
    const successor = joinGroup(await logs.open(), group, [topic]);
    const [first] = zombie.holding();
    const commit = first!.owned.commit(10);
    commit.catch(() => undefined);
    await waitFor('the successor', () => successor.holding().length > 0);
    await expect(commit).rejects.toMatchObject({ code: 'not_owner' });
    expect([...(await log.committed(group, topic)).values()]).not.toContain(10);
    // It joins again by itself, and what it holds then is a new spell, though the partition may be an old one.
    await waitFor('one each', () => zombie.holding().length === 1 && successor.holding().length === 1);
    expect(zombie.held.slice(0, 2).every(({ isTaken }) => isTaken)).toBe(true);
    zombie.stop();
    successor.stop();
    brokers.close();
    await admin.disconnect();
  });

  test('a member that joins takes no more partitions from the others than is fair', { timeout: 40_000 }, async () => {
    const { log, topic, group } = await madeTopic(6);
    const first = joinGroup(log, group, [topic]);
    await waitFor('all at the first', () => first.holding().length === 6);
    const second = joinGroup(log, group, [topic]);
    await waitFor('half each', () => first.holding().length === 3 && second.holding().length === 3);
    const third = joinGroup(log, group, [topic]);
    await waitFor('two each', () => [first, second, third].every((member) => member.holding().length === 2));
    expect([first.held.length, second.held.length, third.held.length]).toEqual([6, 3, 2]);
    for (const member of [first, second, third]) member.stop();
  });

  describe('new partitions', () => {
    test('are found by the group and by tails, and said', { timeout: 40_000 }, async () => {
      const telemetry = listeningTelemetry();
      const log = await logs.open({ metadataMaxAgeMs: 500, telemetry });
      await log.createTopics([{ topic: 'growing', partitions: 1, keepDays: 1 }]);
      const member = joinGroup(log, 'growing', ['growing']);
      const tail = tailAll(log, 'growing');
      await waitFor('the first partition', () => member.holding().length === 1);
      const admin = logs.kafka.admin();
      await admin.connect();
      await admin.createPartitions({ topicPartitions: [{ topic: `${logs.namespace}.growing`, count: 3 }] });
      const plain = logs.kafka.producer();
      await plain.connect();
      await plain.send({ topic: `${logs.namespace}.growing`, messages: [{ partition: 2, value: 'new' }] });
      await waitFor('the record in both', () => member.values().includes('new') && tail.values(2).includes('new'));
      expect(member.holding().length).toBe(3);
      expect(telemetry.lines.some(({ message }) => message.includes('has 3 partitions now'))).toBe(true);
      member.stop();
      tail.stop();
      await plain.disconnect();
      await admin.disconnect();
    });
  });

  test('a session leaves no warnings behind and no idle work on the timers', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error): void => void warnings.push(warning.name);
    process.on('warning', listen);
    const { log, topic, group } = await madeTopic(1);
    const member = joinGroup(log, group, [topic]);
    await log.append(topic, numbered('some', 10, 0));
    await waitFor('all records', () => member.values().length === 10);
    await log.close();
    member.stop();
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });
});
