import { expect, it } from 'vitest';
import { numbered, tailAll, textOf } from './collect.ts';
import type { LogSuiteContext } from './log-under-test.ts';
import { waitFor } from './wait-for.ts';

/** Key → partition of five, as Kafka's own default partitioner chooses. Most hashes are negative, and five divides no power of two. */
const partitionOfFive: readonly (readonly [string, number])[] = [
  ['order-1', 1],
  ['order-2', 3],
  ['order-3', 4],
  ['order-4', 4],
  ['merchant-17', 4],
  ['a', 4],
  ['pasien-ö', 0],
  ['日本', 2],
  ['0123456789abcdef0123456789', 4],
  ['21', 0],
];

export function records(context: LogSuiteContext): void {
  it('keeps the order of one append in each partition, with offsets one after another', async () => {
    const { log, topic } = await context.topic();
    const last = await log.append(topic, [...numbered('zero', 300, 0), ...numbered('two', 500, 2)]);
    expect([...last].toSorted(([left], [right]) => left - right)).toEqual([
      [0, 299],
      [2, 499],
    ]);
    const tail = tailAll(log, topic);
    await waitFor('800 records', () => tail.records().length === 800);
    tail.stop();
    expect(tail.values(2)).toEqual(numbered('two', 500, 2).map(({ value }) => value));
    expect(tail.records(2).map(({ offset }) => offset)).toEqual(Array.from({ length: 500 }, (_, offset) => offset));
  });

  it('keeps the order of appends that do not wait for each other', async () => {
    const { log, topic } = await context.topic(1);
    await Promise.all(Array.from({ length: 60 }, (_, index) => log.append(topic, numbered(`append-${index}`, 5, 0))));
    const tail = tailAll(log, topic);
    await waitFor('300 records', () => tail.records().length === 300);
    tail.stop();
    expect(tail.values()).toEqual(
      Array.from({ length: 60 }, (_, index) => numbered(`append-${index}`, 5, 0))
        .flat()
        .map(({ value }) => value),
    );
  });

  it('chooses the partition by murmur2 of the key', async () => {
    const { log, topic } = await context.topic(5);
    await log.append(
      topic,
      partitionOfFive.map(([key]) => ({ key, value: key })),
    );
    const tail = tailAll(log, topic);
    await waitFor('all keys', () => tail.records().length === partitionOfFive.length);
    tail.stop();
    const found = tail.batches.flatMap(({ partition, records: read }) =>
      read.map(({ key }) => [textOf(key), partition] as const),
    );
    expect(new Map(found)).toEqual(new Map(partitionOfFive));
  });

  it('spreads records without key or partition over the topic, and loses none', async () => {
    const { log, topic } = await context.topic(4);
    for (let index = 0; index < 5; index++)
      await log.append(
        topic,
        Array.from({ length: 20 }, () => ({ key: null, value: 'x' })),
      );
    const ends = (await log.offsets(topic)).map(({ end }) => end);
    expect(ends.reduce((sum, end) => sum + end)).toBe(100);
  });

  it('keeps null keys, null values, empty values and bytes as they are', async () => {
    const { log, topic } = await context.topic(1);
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    await log.append(topic, [
      { key: null, value: null, partition: 0 },
      { key: 'key', value: null, partition: 0 },
      { key: null, value: '', partition: 0 },
      { key: 'ключ', value: bytes, partition: 0 },
    ]);
    const tail = tailAll(log, topic);
    await waitFor('four records', () => tail.records().length === 4);
    tail.stop();
    const read = tail.records().map(({ key, value }) => [textOf(key), value === null ? null : [...value]]);
    expect(read).toEqual([
      [null, null],
      ['key', null],
      [null, []],
      ['ключ', [...bytes]],
    ]);
  });

  it('stamps records with the time when it took them', async () => {
    const { log, topic } = await context.topic(1);
    const before = Date.now();
    await log.append(topic, numbered('timed', 3, 0));
    const after = Date.now();
    const tail = tailAll(log, topic);
    await waitFor('three records', () => tail.records().length === 3);
    tail.stop();
    for (const { appendTime } of tail.records()) {
      expect(appendTime).toBeGreaterThanOrEqual(before - 50);
      expect(appendTime).toBeLessThanOrEqual(after + 50);
    }
  });

  it('takes records of every size up to its limit', async () => {
    const { log, topic } = await context.topic(1);
    const sizes = [0, 1, 1023, 70_000, 512 * 1024, context.under.recordBytesMax];
    await log.append(
      topic,
      sizes.map((size) => ({ key: null, value: 'ab'.repeat(size).slice(0, size), partition: 0 })),
    );
    const tail = tailAll(log, topic);
    await waitFor('all sizes', () => tail.records().length === sizes.length);
    tail.stop();
    expect(tail.records().map(({ value }) => value?.length)).toEqual(sizes);
  });

  it('refuses a record that can never be written, and writes nothing of that append to its partition', async () => {
    const { log, topic } = await context.topic(1);
    const tooLarge = { key: null, value: 'x'.repeat(context.under.tooLargeBytes), partition: 0 };
    await expect(log.append(topic, [tooLarge])).rejects.toMatchObject({ code: 'too_large' });
    await log.append(topic, numbered('next', 1, 0));
    expect(await log.offsets(topic)).toEqual([{ partition: 0, begin: 0, end: 1 }]);
  });

  it('takes an append of many records', async () => {
    const { log, topic } = await context.topic(4);
    const many = Array.from({ length: 20_000 }, (_, index) => ({ key: `key-${index}`, value: `value-${index}` }));
    const last = await log.append(topic, many);
    expect([...last.values()].reduce((sum, offset) => sum + offset + 1, 0)).toBe(many.length);
    const tail = tailAll(log, topic);
    await waitFor('all records', () => tail.records().length === many.length);
    tail.stop();
    for (let partition = 0; partition < 4; partition++) {
      const order = tail.values(partition).map((value) => Number(value!.slice(6)));
      expect(order).toEqual(order.toSorted((left, right) => left - right));
    }
  });

  it('refuses a partition that the topic does not have', async () => {
    const { log, topic } = await context.topic(2);
    await expect(log.append(topic, [{ key: null, value: 'x', partition: 2 }])).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('answers an append of nothing', async () => {
    const { log, topic } = await context.topic(1);
    expect(await log.append(topic, [])).toEqual(new Map());
  });
}
