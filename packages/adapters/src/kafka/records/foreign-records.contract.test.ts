import type { EventLog } from '@tidewatch/core/ports/event-log';
import { joinGroup, tailAll, textOf } from '@tidewatch/testkit/event-log-suite/collect';
import { staysTrue, waitFor } from '@tidewatch/testkit/event-log-suite/wait-for';
import { describeOnServer } from '@tidewatch/testkit/servers';
import type { Admin, Producer } from 'kafkajs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTestLogs } from '../testing/test-logs.ts';

await describeOnServer('kafka', 'Kafka topics of others', (address) => {
  const logs = openTestLogs(address);
  const foreignTopics: string[] = [];
  let log: EventLog;
  let admin: Admin;
  let producer: Producer;
  beforeAll(async () => {
    log = await logs.open({ foreignTopics });
    admin = logs.kafka.admin();
    producer = logs.kafka.producer({
      transactionalId: `${logs.namespace}-transactions`,
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await Promise.all([admin.connect(), producer.connect()]);
  });
  afterAll(async () => {
    await Promise.all([admin.disconnect(), producer.disconnect(), logs.closeAll()]);
  });
  let last = 0;
  const foreignTopic = async (config: Record<string, string> = {}, numPartitions = 1): Promise<string> => {
    const topic = `${logs.namespace}-foreign-${++last}`;
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    // The client's own wait for leaders fails on a broker that is a moment behind.
    await admin.createTopics({ topics: [{ topic, numPartitions, configEntries }], waitForLeaders: false });
    await vi.waitUntil(() => hasLeaders(topic, numPartitions), { timeout: 20_000 });
    foreignTopics.push(topic);
    return topic;
  };
  const hasLeaders = async (topic: string, numPartitions: number): Promise<boolean> => {
    const offsets = await admin.fetchTopicOffsets(topic).catch(() => []);
    return offsets.length === numPartitions;
  };
  const send = async (topic: string, values: readonly (string | null)[]): Promise<void> => {
    const plain = logs.kafka.producer();
    await plain.connect();
    await plain.send({ topic, messages: values.map((value) => ({ key: 'key', value, partition: 0 })) });
    await plain.disconnect();
  };

  test('are read by their own names, as they are configured', async () => {
    const topic = await foreignTopic({ 'cleanup.policy': 'compact,delete', 'retention.ms': '3600000' }, 3);
    expect(await log.describeTopic(topic)).toEqual({
      topic,
      partitions: 3,
      cleanupPolicy: 'compact,delete',
      retentionMs: 3_600_000,
      logAppendTime: false,
    });
    await send(topic, ['hello']);
    const tail = tailAll(log, topic);
    await waitFor('the record', () => tail.records().length === 1);
    tail.stop();
    expect(tail.batches.find(({ records }) => records.length > 0)).toMatchObject({ topic, partition: 0 });
  });

  // The broker packs what it is given when a topic names a codec: the bytes are those of Java clients' own libraries.
  test.each(['gzip', 'snappy', 'lz4', 'zstd'])('are unpacked from %s', async (codec) => {
    const topic = await foreignTopic({ 'compression.type': codec, 'max.message.bytes': '8000000' });
    const values = [
      ...Array.from({ length: 500 }, (_, index) =>
        JSON.stringify({ index, text: 'the same again and again '.repeat(index % 40) }),
      ),
      Array.from({ length: 100_000 }, (_, index) => (index * 2_654_435_761).toString(36)).join(''),
      '',
    ];
    await send(topic, values);
    const tail = tailAll(log, topic);
    await waitFor('all records', () => tail.records().length === values.length || tail.errors.length > 0);
    tail.stop();
    expect(tail.errors).toEqual([]);
    expect(tail.values()).toEqual(values);
  });

  test('keep headers, keys, tombstones and their producers’ times', async () => {
    const topic = await foreignTopic();
    await producer.send({
      topic,
      messages: [
        { key: 'gone', value: null, timestamp: '1700000000123', partition: 0 },
        {
          key: 'traced',
          value: 'x',
          headers: { trace: 'a-b-c', empty: '', bytes: Buffer.from([0, 255]) },
          timestamp: '1600000000000',
          partition: 0,
        },
        { key: null, value: 'old', timestamp: '0', partition: 0 },
      ],
    });
    const tail = tailAll(log, topic);
    await waitFor('the records', () => tail.records().length === 3);
    tail.stop();
    const [tombstone, traced, old] = tail.records();
    expect(tombstone).toMatchObject({ value: null, appendTime: 1_700_000_000_123 });
    expect(textOf(tombstone!.key)).toBe('gone');
    expect(tombstone).not.toHaveProperty('headers');
    expect(traced!.appendTime).toBe(1_600_000_000_000);
    expect(Object.entries(traced!.headers!).map(([name, value]) => [name, [...value]])).toEqual([
      ['trace', [...Buffer.from('a-b-c')]],
      ['empty', []],
      ['bytes', [0, 255]],
    ]);
    expect([old!.key, old!.appendTime]).toEqual([null, 0]);
  });

  test('hold records of a megabyte and more', async () => {
    const topic = await foreignTopic({ 'max.message.bytes': '12000000' });
    const values = [1_000_000, 1, 10_000_000, 1].map((size) => 'm'.repeat(size));
    for (const value of values) await send(topic, [value]);
    const member = joinGroup(log, 'megabytes', [topic]);
    await waitFor('all of them', () => member.values().length === 4);
    member.stop();
    expect(member.values().map((value) => value!.length)).toEqual([1_000_000, 1, 10_000_000, 1]);
  });

  test('show committed transactions only, and offsets go on behind their markers', async () => {
    const topic = await foreignTopic();
    const inTransaction = async (values: readonly string[], end: 'commit' | 'abort'): Promise<void> => {
      const transaction = await producer.transaction();
      for (const value of values) await transaction.send({ topic, messages: [{ value, partition: 0 }] });
      await transaction[end]();
    };
    await send(topic, ['before']);
    await inTransaction(['aborted-1', 'aborted-2'], 'abort');
    await inTransaction(['kept-1', 'kept-2'], 'commit');
    await inTransaction(['aborted-3'], 'abort');
    const group = joinGroup(log, 'transactions', [topic]);
    await waitFor('the end', () => group.held[0]?.batches.some(({ nextOffset, end }) => nextOffset === end));
    // 1 + (2 + marker) + (2 + marker) + (1 + marker)
    const { batches, owned } = group.held[0]!;
    expect(batches.at(-1)).toMatchObject({ nextOffset: 9, end: 9 });
    expect(group.values()).toEqual(['before', 'kept-1', 'kept-2']);
    await owned.commit(batches.at(-1)!.nextOffset);
    group.stop();
    expect(await log.committed('transactions', topic)).toEqual(new Map([[0, 9]]));
    const again = joinGroup(log, 'transactions', [topic]);
    await waitFor('an empty batch', () => again.held[0]?.batches.length);
    expect(again.values()).toEqual([]);
    again.stop();
  });

  test('are not caught up with while a transaction is open', async () => {
    const topic = await foreignTopic();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: 'open', partition: 0 }] });
    await send(topic, ['acknowledged, behind the open one']);
    const tail = tailAll(log, topic);
    await waitFor('two batches', () => tail.batches.length >= 2);
    await staysTrue('nothing is seen', () => tail.records().length === 0, 600);
    for (const { nextOffset, end } of tail.batches) expect([nextOffset, end]).toEqual([0, 2]);
    await transaction.commit();
    await waitFor('both records', () => tail.records().length === 2);
    await waitFor('the end behind the marker', () =>
      tail.batches.some(({ nextOffset, end }) => nextOffset === 3 && end === 3),
    );
    tail.stop();
  });

  test('that are missing hold up no others', async () => {
    const topic = await foreignTopic();
    const missing = `${logs.namespace}-missing`;
    foreignTopics.push(missing);
    await send(topic, ['here']);
    const member = joinGroup(log, 'partly-missing', [missing, topic]);
    await waitFor('the record of the topic that is there', () => member.values().length === 1);
    member.stop();
    await expect(log.offsets(missing)).rejects.toMatchObject({ code: 'not_found' });
  });
});
