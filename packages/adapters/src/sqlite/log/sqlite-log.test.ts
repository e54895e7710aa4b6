import type { LogRecord } from '@tidewatch/core/ports/event-log';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { tailAll } from '@tidewatch/testkit/event-log-suite/collect';
import { waitFor } from '@tidewatch/testkit/event-log-suite/wait-for';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LogDatabase } from './log-database.ts';
import type { SqliteLog } from './open-sqlite-log.ts';
import { openSqliteLog } from './open-sqlite-log.ts';
import { WriteQueue } from './write-queue.ts';

const dayMs = 86_400_000;
const clock = { time: Date.UTC(2026, 10, 21), now: () => clock.time };
let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidewatch-log-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function withLog(work: (log: SqliteLog) => Promise<void>): Promise<void> {
  const log = openSqliteLog({ directory, clock });
  await log.createTopics([{ topic: 'events', partitions: 1, keepDays: 7 }]);
  await work(log);
  await log.close();
}

async function readAll(log: SqliteLog, from = 0): Promise<LogRecord[]> {
  const { begin, end } = (await log.offsets('events'))[0]!;
  const tail = tailAll(log, 'events', new Map([[0, from]]));
  await waitFor('all records', () => tail.records().length === end - Math.max(begin, from), 5_000);
  tail.stop();
  return tail.records();
}

const appendOneByOne = async (log: SqliteLog, count: number, value: (index: number) => string): Promise<void> => {
  for (let index = 0; index < count; index++) {
    await log.append('events', [{ key: `k${index}`, value: value(index) }]);
    clock.time += 10;
  }
};

describe('the embedded log', () => {
  it('hands out what was written just now without the file, and the same from the file afterwards', async () => {
    const texts = (records: readonly LogRecord[]): unknown[] =>
      records.map(({ offset, key, value }) => [offset, String(key), Buffer.from(value!).toString()]);
    let fresh: LogRecord[] = [];
    await withLog(async (log) => {
      await appendOneByOne(log, 30, (index) => `${index}${'x'.repeat(index * 100)}`);
      const fromFile = vi.spyOn(LogDatabase.prototype, 'batches');
      fresh = await readAll(log);
      expect(fromFile).not.toHaveBeenCalled();
      fromFile.mockRestore();
      // More than is kept: the first ones come from the file, and go over to those in memory.
      await appendOneByOne(log, 70, (index) => `more ${index}`);
      expect((await readAll(log)).map(({ offset }) => offset)).toEqual(
        Array.from({ length: 100 }, (_, offset) => offset),
      );
    });
    await withLog(async (log) => expect(texts((await readAll(log)).slice(0, 30))).toEqual(texts(fresh)));
  });

  it('keeps little of what was written in memory', () => {
    const database = new LogDatabase(directory, 'log.sqlite');
    const part = database.createTopic({ topic: 'events', partitions: 1, keepDays: null }).parts[0]!;
    const keep = (base: number, bytes: number): void =>
      database.keep(part, { base, count: 1, appendTime: 0, encoding: 0, data: new Uint8Array(bytes), rawBytes: bytes });
    const kept = (): number[] =>
      Array.from({ length: 200 }, (_, base) => base).filter((base) => database.recent(part, base));
    for (let base = 0; base < 100; base++) keep(base, 10);
    expect(kept()).toEqual(Array.from({ length: 64 }, (_, index) => 36 + index));
    keep(100, 3_000_000);
    keep(101, 3_000_000);
    expect(kept()).toEqual([101]);
    keep(102, 5_000_000);
    expect(kept()).toEqual([]);
    database.database.close();
  });

  it('packs small batches and keeps every record, offset and append time', async () => {
    await withLog(async (log) => {
      await appendOneByOne(log, 300, (index) => JSON.stringify({ index, text: 'the same words in every record' }));
      const before = await readAll(log);
      await log.maintain();
      expect(await readAll(log)).toEqual(before);
      expect((await readAll(log, 170)).map(({ offset }) => offset)[0]).toBe(170);
      await log.append('events', [{ key: null, value: 'after' }]);
      expect(await readAll(log, 299)).toHaveLength(2);
    });
    const database = new LogDatabase(directory, 'log.sqlite');
    const rows = database.heads(database.topics()[0]!.parts[0]!, 0, 1_000);
    database.database.close();
    expect(rows.map(({ base, count }) => [base, count])).toEqual([
      [0, 256],
      [256, 44],
      [300, 1],
    ]);
  });

  it('goes on where a reader stands while batches are packed under it', async () => {
    await withLog(async (log) => {
      await appendOneByOne(log, 100, String);
      const tail = tailAll(log, 'events', new Map(), true);
      const first = await waitFor('a batch', () => tail.batches[0]);
      await log.maintain();
      await appendOneByOne(log, 50, (index) => String(100 + index));
      await log.maintain();
      first.done();
      await waitFor('the rest', () => {
        tail.batches.at(-1)!.done();
        return tail.records().length === 150;
      });
      tail.stop();
      expect(tail.values()).toEqual(Array.from({ length: 150 }, (_, index) => String(index)));
    });
  });

  it('deletes what is older than its topic keeps, and remembers the end of a partition that is empty', async () => {
    await withLog(async (log) => {
      await appendOneByOne(log, 40, String);
      clock.time += 6 * dayMs;
      await appendOneByOne(log, 3, String);
      clock.time += 2 * dayMs;
      await log.maintain();
      expect(await log.offsets('events')).toEqual([{ partition: 0, begin: 40, end: 43 }]);
      clock.time += 8 * dayMs;
      await log.maintain();
      expect(await log.offsets('events')).toEqual([{ partition: 0, begin: 43, end: 43 }]);
    });
    await withLog(async (log) => {
      expect(await log.offsets('events')).toEqual([{ partition: 0, begin: 43, end: 43 }]);
      expect(await log.append('events', [{ key: null, value: 'next' }])).toEqual(new Map([[0, 43]]));
    });
  });

  it('reads on after the gap that retention made before it', async () => {
    await withLog(async (log) => {
      await log.append('events', [{ key: null, value: 'old' }]);
      await log.append('events', [{ key: null, value: 'kept' }]);
      const tail = tailAll(log, 'events', new Map(), true);
      await waitFor('both records', () => tail.records().length === 2);
      await log.truncate('events', 0, 1);
      expect((await readAll(log)).map(({ offset }) => offset)).toEqual([1]);
      tail.stop();
    });
  });

  it('shares one transaction among appends of one moment', async () => {
    await withLog(async (log) => {
      await Promise.all(
        Array.from({ length: 500 }, (_, index) => log.append('events', [{ key: null, value: String(index) }])),
      );
      expect((await readAll(log)).map(({ value }) => Number(Buffer.from(value!).toString()))).toEqual(
        Array.from({ length: 500 }, (_, index) => index),
      );
    });
    const database = new LogDatabase(directory, 'log.sqlite');
    const rows = database.heads(database.topics()[0]!.parts[0]!, 0, 1_000);
    database.database.close();
    expect(rows.length).toBeLessThan(5);
  });

  it('waits while the disk is full, loses nothing and keeps the order', async () => {
    const database = new LogDatabase(directory, 'log.sqlite');
    const topic = database.createTopic({ topic: 'events', partitions: 1, keepDays: null });
    const failures: string[] = [];
    const telemetry = { ...noTelemetry, count: (name: string) => void failures.push(name) };
    const writes = new WriteQueue(database, clock, telemetry, () => {});
    database.database.exec('PRAGMA max_page_count=20');
    const noise = (): Uint8Array => crypto.getRandomValues(new Uint8Array(60_000));
    const appends = [noise(), noise(), noise()].map((value) => writes.append(topic, [{ key: null, value }]));
    await waitFor('a failure', () => failures.length > 0);
    database.database.exec('PRAGMA max_page_count=100000');
    expect(await Promise.all(appends)).toHaveLength(3);
    expect(topic.parts[0]!.end).toBe(3);
    await writes.close();
    database.database.close();
  });

  it('sends those away who may be refused while the disk is full, and goes on taking the others', async () => {
    const database = new LogDatabase(directory, 'log.sqlite');
    const topic = database.createTopic({ topic: 'events', partitions: 1, keepDays: null });
    const failures: string[] = [];
    const telemetry = { ...noTelemetry, count: (name: string) => void failures.push(name) };
    const writes = new WriteQueue(database, clock, telemetry, () => {});
    database.database.exec('PRAGMA max_page_count=20');
    const noise = (): Uint8Array => crypto.getRandomValues(new Uint8Array(60_000));
    const refused = [noise(), noise()].map((value) =>
      writes.append(topic, [{ key: null, value }], { mayRefuse: true }),
    );
    const patient = writes.append(topic, [{ key: null, value: noise() }]);
    for (const append of refused) await expect(append).rejects.toMatchObject({ code: 'log_unavailable', retry: true });
    // It is known by now: this one does not even wait for the next attempt.
    const attempts = failures.length;
    const late = writes.append(topic, [{ key: null, value: 'x' }], { mayRefuse: true });
    await expect(late).rejects.toMatchObject({ code: 'log_unavailable' });
    expect(failures).toHaveLength(attempts);
    database.database.exec('PRAGMA max_page_count=100000');
    await patient;
    // Those that had their offsets when they were sent away are before it.
    expect(await writes.append(topic, [{ key: null, value: 'x' }], { mayRefuse: true })).toEqual(new Map([[0, 3]]));
    await writes.close();
    database.database.close();
  });

  it('makes its directory for the owner alone', async () => {
    await withLog(async () => {});
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });
});
