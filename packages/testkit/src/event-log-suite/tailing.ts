import { expect, it } from 'vitest';
import { numbered, tailAll } from './collect.ts';
import type { LogSuiteContext } from './log-under-test.ts';
import { staysTrue, waitFor } from './wait-for.ts';

export function tailing(context: LogSuiteContext): void {
  it('reads from the beginning, from inside, and from the end on', async () => {
    const { log, topic } = await context.topic(3);
    for (const partition of [0, 1, 2]) await log.append(topic, numbered(`p${partition}`, 10, partition));
    const tail = tailAll(
      log,
      topic,
      new Map([
        [1, 7],
        [2, 10],
      ]),
    );
    await waitFor('what is there', () => tail.records(0).length === 10 && tail.records(1).length === 3);
    await waitFor('the end of partition 2', () => tail.batches.some(({ partition }) => partition === 2));
    await log.append(topic, numbered('new', 2, 2));
    await waitFor('what is new', () => tail.records(2).length === 2);
    tail.stop();
    expect(tail.records(1).map(({ offset }) => offset)).toEqual([7, 8, 9]);
    expect(tail.values(2)).toEqual(['new-0', 'new-1']);
  });

  it('continues at the beginning where the log no longer holds what was asked for', async (test) => {
    const { truncate } = context.under;
    if (truncate === undefined) return test.skip('this log cannot cut a partition in a test');
    const { log, topic } = await context.topic(1);
    await log.append(topic, numbered('old', 5, 0));
    await log.append(topic, numbered('kept', 5, 0));
    await truncate(topic, 0, 5);
    expect(await log.offsets(topic)).toEqual([{ partition: 0, begin: 5, end: 10 }]);
    const tail = tailAll(log, topic, new Map([[0, 2]]));
    await waitFor('five records', () => tail.records().length === 5);
    tail.stop();
    expect(tail.records()[0]!.offset).toBe(5);
    const told = tail.batches.filter(({ gap }) => gap !== undefined);
    expect(told.map(({ gap }) => gap)).toEqual([{ from: 2, below: 5 }]);
    expect(told[0]).toBe(tail.batches[0]);
  });

  it('says at least once a second that it has caught up, with the end and the time before it was asked for', async () => {
    const { log, topic } = await context.topic(2);
    await log.append(topic, numbered('some', 3, 1));
    const begun = Date.now();
    const tail = tailAll(log, topic);
    const emptyOf = (which: number) =>
      tail.batches.filter(({ partition, records }) => partition === which && records.length === 0);
    await waitFor('three empty batches each', () => emptyOf(0).length >= 3 && emptyOf(1).length >= 3, 10_000);
    tail.stop();
    for (const partition of [0, 1]) {
      const [first, second, third] = emptyOf(partition).slice(-3);
      expect(third!.endAskedAt - second!.endAskedAt).toBeLessThanOrEqual(1_500);
      expect(first!.endAskedAt).toBeGreaterThanOrEqual(begun - 50);
      expect(third!.endAskedAt).toBeLessThanOrEqual(Date.now() + 50);
      expect(third).toMatchObject({ end: partition === 0 ? 0 : 3, nextOffset: partition === 0 ? 0 : 3 });
    }
  });

  it('never claims to have caught up at a time when an acknowledged record was missing', async () => {
    const { log, topic } = await context.topic(1);
    const acknowledged: [offset: number, at: number][] = [];
    const tail = tailAll(log, topic);
    for (let index = 0; index < 40; index++) {
      const last = await log.append(topic, numbered(`claim-${index}`, 1, 0));
      acknowledged.push([last.get(0)!, Date.now()]);
    }
    await waitFor('all records', () => tail.records().length === 40);
    tail.stop();
    for (const { endAskedAt, end } of tail.batches) {
      for (const [offset, at] of acknowledged) if (at < endAskedAt) expect(end).toBeGreaterThan(offset);
    }
  });

  it('brings a new record to a reader that has caught up without waiting for the next idle batch', async () => {
    const { log, topic } = await context.topic(1);
    const tail = tailAll(log, topic);
    await waitFor('the reader to catch up', () => tail.batches.length > 0);
    const delays: number[] = [];
    for (let index = 0; index < 10; index++) {
      const sent = performance.now();
      await log.append(topic, numbered(`quick-${index}`, 1, 0));
      await waitFor('the record', () => tail.records().length === index + 1);
      delays.push(performance.now() - sent);
    }
    tail.stop();
    expect(delays.toSorted((left, right) => left - right)[5]).toBeLessThan(300);
  });

  it('hands out at most two batches of a partition that are not done', async () => {
    const { log, topic } = await context.topic(1);
    for (let index = 0; index < 4; index++) await log.append(topic, numbered(`part-${index}`, 3_000, 0));
    const tail = tailAll(log, topic, new Map(), true);
    await waitFor('the first batch', () => tail.batches.length > 0);
    await staysTrue('at most two batches', () => tail.batches.length <= 2, 1_500);
    while (tail.records().length < 12_000) {
      const undone = tail.batches.length;
      tail.batches[undone - 1]!.done();
      if (undone >= 2) tail.batches[undone - 2]!.done();
      await waitFor('the next batch', () => tail.batches.length > undone);
      await staysTrue('at most two more', () => tail.batches.length <= undone + 2, 20);
    }
    tail.stop();
    expect(tail.values()).toEqual(
      [0, 1, 2, 3].flatMap((index) => numbered(`part-${index}`, 3_000, 0).map(({ value }) => value)),
    );
  });

  it('counts a batch as done once, however often that is said', async () => {
    const { log, topic } = await context.topic(1);
    const tail = tailAll(log, topic, new Map(), true);
    const first = await waitFor('the first batch', () => tail.batches[0]);
    for (let times = 0; times < 5; times++) first.done();
    await staysTrue('at most two batches beside the done one', () => tail.batches.length <= 3, 2_500);
    tail.stop();
  });

  it('stops when unsubscribed', async () => {
    const { log, topic } = await context.topic(1);
    const tail = tailAll(log, topic);
    await waitFor('the reader to catch up', () => tail.batches.length > 0);
    tail.stop();
    const count = tail.batches.length;
    await log.append(topic, numbered('unread', 3, 0));
    await staysTrue('no batch any more', () => tail.batches.length === count, 700);
  });
}
