import { openKafkaLog } from '@tidewatch/adapters/kafka';
import { settingsSchema } from '@tidewatch/contract/settings';
import type { EventLog, LogBatch } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { startKafka, type RunningServer } from '@tidewatch/servers';
import { realServer } from '@tidewatch/testkit/servers';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { within } from '../support/within.ts';

const partitions = 3;
const topic = 'faults';
/** Longer on request: a minute away is the same test. */
const awayMs = Number(process.env['TIDEWATCH_BROKER_AWAY_MS'] ?? 2_000);
/** Longer than a member's session. */
const silentMs = Math.max(8_000, awayMs);

/** No single step takes longer, however busy the machine: a hang says where it is. */
const stepMs = 60_000;

/** Appends numbered records to all partitions, never waiting for the brokers to be there. */
function appendSteadily(log: EventLog): { acknowledged(): number; stop(): Promise<number> } {
  let next = 0;
  let acknowledged = 0;
  const stopping = new AbortController();
  const appends: Promise<unknown>[] = [];
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const value = String(next++);
      const records = Array.from({ length: partitions }, (_, partition) => ({ key: null, value, partition }));
      appends.push(log.append(topic, records).then(() => acknowledged++));
      await delay(2);
    }
    await Promise.all(appends);
  };
  const running = run();
  return {
    acknowledged: () => acknowledged,
    async stop() {
      stopping.abort();
      await running;
      return next;
    },
  };
}

/** Values by partition, and whether an offset came twice or was left out. */
function ledger(): { take(batch: LogBatch): void; readonly values: number[][]; readonly faults: string[] } {
  const values: number[][] = Array.from({ length: partitions }, () => []);
  const nextOffsets: number[] = Array.from({ length: partitions }, () => 0);
  const faults: string[] = [];
  return {
    values,
    faults,
    take({ partition, records, nextOffset, done }) {
      for (const { offset, value } of records) {
        if (offset !== nextOffsets[partition])
          faults.push(`${partition}: offset ${offset} after ${nextOffsets[partition]! - 1}`);
        nextOffsets[partition] = offset + 1;
        values[partition]!.push(Number(Buffer.from(value!).toString()));
      }
      nextOffsets[partition] = nextOffset;
      done();
    },
  };
}

const found = await realServer('kafka');

describe.skipIf('unavailable' in found)('Kafka goes away under load', () => {
  const faults: readonly (readonly [string, (server: RunningServer) => Promise<void>])[] = [
    [
      'stopped',
      async (server) => {
        await server.stop();
        await delay(awayMs);
        await server.start();
      },
    ],
    [
      'killed',
      async (server) => {
        await server.kill();
        await delay(1_000);
        await server.start();
      },
    ],
    [
      'silent',
      async (server) => {
        server.pause();
        await delay(silentMs);
        server.resume();
      },
    ],
  ];

  test('nothing is lost, doubled or out of order, and nothing needs a hand', { timeout: 600_000 }, async () => {
    await using server = await within('Kafka starts', 2 * stepMs, startKafka());
    const lines: string[] = [];
    const telemetry: Telemetry = {
      count() {},
      gauge() {},
      observe() {},
      log: (level, message) => void lines.push(`${level} ${message}`),
    };
    const { log: chosen } = settingsSchema.parse({ log: { kafka: { brokers: [server.address] } } });
    if (!('kafka' in chosen)) throw new Error('no settings for Kafka');
    const log = await openKafkaLog({
      settings: chosen.kafka,
      namespace: 'away',
      foreignTopics: [],
      clock: Date,
      telemetry,
    });
    await within('the topic is there', stepMs, log.createTopics([{ topic, partitions, keepDays: 1 }]));
    const tailed = ledger();
    const tail = log
      .tail(topic, new Map())
      .subscribe({ next: tailed.take, error: (error: Error) => tailed.faults.push(error.message) });
    const consumed = ledger();
    const commits: Promise<void>[] = [];
    const consumer = log
      .consume('group', [topic], ({ committed, begin }) => committed ?? begin)
      .subscribe({
        next(owned) {
          owned.batches.subscribe((batch) => {
            // A partition that comes back after the session ended starts again at its commit: what is below was read.
            const seen = consumed.values[batch.partition]!.length;
            const fresh = batch.records.filter(({ offset }) => offset >= seen);
            consumed.take({ ...batch, records: fresh });
            // Also for what was read before: the commit that followed it may have been refused with the partition.
            if (batch.records.length > 0) commits.push(owned.commit(batch.nextOffset).catch(() => undefined));
          });
        },
        error: (error: Error) => consumed.faults.push(error.message),
      });

    const appending = appendSteadily(log);
    for (const [name, happens] of faults) {
      await delay(500);
      const before = appending.acknowledged();
      await within(`Kafka is ${name} and back`, 2 * stepMs + awayMs, happens(server));
      await expect
        .poll(() => appending.acknowledged(), { message: `appends go on after ${name}`, timeout: 30_000 })
        .toBeGreaterThan(before + 100);
    }
    const count = await within('all appends are acknowledged', stepMs, appending.stop());
    const expected = Array.from({ length: count }, (_, value) => value);
    for (const read of [tailed, consumed]) {
      await expect
        .poll(() => Math.min(...read.values.map(({ length }) => length)), { message: 'all is read', timeout: stepMs })
        .toBeGreaterThanOrEqual(count);
      expect(read.faults).toEqual([]);
      expect(read.values).toEqual(Array.from({ length: partitions }, () => expected));
    }
    await within('commits are answered', stepMs, Promise.all(commits));
    const wanted = new Map([0, 1, 2].map((partition) => [partition, count]));
    await vi.waitFor(async () => expect(await log.committed('group', topic)).toEqual(wanted), { timeout: 30_000 });
    tail.unsubscribe();
    consumer.unsubscribe();
    await within('the log closes', stepMs, log.close());
    const said = lines.filter((line) => line.startsWith('warn'));
    expect(said.length).toBeGreaterThan(0);
    expect(said.length).toBeLessThan(40);
    for (const line of said) expect(line).not.toMatch(/\n|\bat .*\.js:/);
  });
});
