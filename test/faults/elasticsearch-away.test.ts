import { openElasticsearchStore } from '@tidewatch/adapters/elasticsearch';
import type { MetricStore, PartialsWrite } from '@tidewatch/core/ports/metric-store';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { startElasticsearch, type RunningServer } from '@tidewatch/servers';
import { suiteCatalog, suiteMetrics } from '@tidewatch/testkit/metric-store-suite';
import { realServer } from '@tidewatch/testkit/servers';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { within } from '../support/within.ts';

const user = { name: 'writer', password: 'with-security-on' };
const access = { rows: {}, showPii: true };
const windowMs = Date.UTC(2026, 10, 20);
const groups = 200;
/** Longer on request: a minute away is the same test. */
const awayMs = Number(process.env['TIDEWATCH_STORE_AWAY_MS'] ?? 2_000);
/** What the port promises, and some room for a busy machine. */
const rejectedWithinMs = 5_500;
/** No single step takes longer, however busy the machine: a hang says where it is. */
const stepMs = 60_000;
/** A server's start has its own bound, twice at most: its tools run before it. */
const startMs = 150_000;

/** Upserts ever newer versions of the same cells, several at a time, as an indexer does for its partitions. */
function upsertSteadily(store: MetricStore) {
  const stopping = new AbortController();
  const refused: unknown[] = [];
  let version = -1;
  let acknowledged = 0;
  const upsertOneByOne = async () => {
    while (!stopping.signal.aborted) {
      version += 1;
      refused.push(...(await store.upsertPartials([writeOf(version)])));
      acknowledged += 1;
      await delay(10);
    }
  };
  const running = Promise.all([upsertOneByOne(), upsertOneByOne(), upsertOneByOne(), upsertOneByOne()]);
  // An error is told by `stop`; without it the test has failed already.
  running.catch(() => undefined);
  return {
    acknowledged: () => acknowledged,
    async stop() {
      stopping.abort();
      await running;
      expect(refused).toEqual([]);
      return version;
    },
  };
}

/** Version `through` of every group: each counts `through` + 1. */
function writeOf(through: number): PartialsWrite {
  const entries = Array.from(
    { length: groups },
    (_, group) => [[`m${group}`, 'c', 'r'], through, through + 1] as const,
  );
  const cells = [{ metric: 'orders', grain: '1m', window: windowMs, entries }];
  return { generation: 1, topic: 'events', epoch: 0, partition: 0, slice: 0, cells, progress: null };
}

async function total(store: MetricStore): Promise<unknown> {
  await store.refresh();
  return readTotal(store);
}

async function readTotal(store: MetricStore): Promise<unknown> {
  const slices = [{ generation: 1, topic: 'events', epoch: 0, partition: 0, from: 0, below: Number.MAX_SAFE_INTEGER }];
  const bounds = [windowMs, windowMs + 60_000];
  const metric = suiteMetrics.orders;
  const [series] = await store.series({ metric, grain: '1m', bounds, by: [], where: {}, slices }, access);
  return series?.states[0];
}

async function expectAway(store: MetricStore): Promise<void> {
  const askedAt = performance.now();
  const reading = within('a read of a server that is away ends', stepMs, readTotal(store));
  await expect(reading).rejects.toMatchObject({ code: 'store_unavailable', retry: true });
  expect(performance.now() - askedAt).toBeLessThan(rejectedWithinMs);
}

const open = (server: RunningServer, password = user.password) =>
  openElasticsearchStore({
    settings: { node: server.address, username: user.name, password },
    namespace: 'faults',
    clock: Date,
    telemetry: noTelemetry,
    random: Math.random,
  });

// Asking first tells whether a server can be had here at all; the test takes one of its own, because it kills it.
const found = await realServer('elasticsearch');

describe.skipIf('unavailable' in found)('an Elasticsearch that goes away under writes', () => {
  test(
    'loses nothing through a kill, a freeze and a restart, and reads say so at once',
    { timeout: 600_000 },
    async () => {
      const server = await within('the server starts', startMs, startElasticsearch({ user, heapMiB: 384 }));
      const store = await open(server);
      try {
        await within('the store is prepared', stepMs, store.prepare(suiteCatalog));
        const writing = upsertSteadily(store);
        await expect.poll(writing.acknowledged, { message: 'writes begin', timeout: stepMs }).toBeGreaterThan(10);

        await within('the server is killed', stepMs, server.kill());
        await expectAway(store);
        await delay(awayMs);
        await expectAway(store);
        const duringKill = writing.acknowledged();
        await within('the server starts again', startMs, server.start());
        await expect
          .poll(writing.acknowledged, { message: 'writes go on after the kill', timeout: stepMs })
          .toBeGreaterThan(duringKill + 10);

        server.pause();
        await expectAway(store);
        await delay(awayMs);
        server.resume();
        const last = await within('writes end after the freeze', stepMs, writing.stop());
        expect(await within('the total is read', stepMs, total(store))).toBe(groups * (last + 1));

        const stranger = await open(server, 'wrong');
        await expect(readTotal(stranger)).rejects.toMatchObject({ code: 'store_unavailable', retry: false });
        await within('the second store closes', stepMs, stranger.close());
      } finally {
        await within('the store closes', stepMs, store.close());
        await within('the server goes away', stepMs, server.dispose());
      }
    },
  );
});
