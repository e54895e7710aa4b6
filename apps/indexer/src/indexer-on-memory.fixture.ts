import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalog, Frame, GenerationRecord } from '@tidewatch/contract';
import { createMemoryCluster } from '@tidewatch/adapters/memory';
import { openSqliteStore } from '@tidewatch/adapters/sqlite';
import { tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { indexerGroups } from '@tidewatch/core/log/indexer-groups';
import type { MetricStore, PartialsWrite } from '@tidewatch/core/ports/metric-store';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { generationOf, orderFrame } from '@tidewatch/testkit/live-world/order-frame';
import { createIndexer, type Indexer } from './create-indexer.ts';

const minuteMs = 60_000;
export const dayMs = 1_440 * minuteMs;
export const nowMs = Math.floor(Date.now() / minuteMs) * minuteMs;
export const everything = { rows: {}, showPii: true };
/** What a test has to call when it ends, last first. */
export const cleanUps: (() => Promise<void>)[] = [];

export function generation(catalog: Catalog, hash: string): GenerationRecord {
  return generationOf(catalog, hash, nowMs);
}

/** A frame whose one cell counts `through` + 1. */
export function frameOf(through: number, changes: Partial<Frame> = {}): Frame {
  return { ...orderFrame(through, nowMs, [[['m', 'c', 'r'], through, through + 1]]), ...changes };
}

interface WorldOptions {
  /** Has a metric `orders` by three dimensions. */
  readonly catalog: Catalog;
  readonly definitions?: readonly GenerationRecord[];
  readonly store?: Partial<MetricStore>;
}

/** An indexer between a log in memory and an embedded store, whose upserts a test can hold back. */
export async function indexerOnMemory(options: WorldOptions) {
  const cluster = createMemoryCluster({ clock: Date, idleBatchMs: 5 });
  const log = cluster.member('test');
  await log.createTopics(tidewatchTopics(1));
  const store = await emptyStore();
  const telemetry = remembered();
  const watched = watchedStore(store);
  const failures: unknown[] = [];
  const append = async (topic: string, values: readonly (object | string)[]) => {
    const textOf = (value: object | string) => (typeof value === 'string' ? value : JSON.stringify(value));
    await log.append(
      topic,
      values.map((value) => ({ key: null, value: textOf(value), partition: 0 })),
    );
  };
  const define = (...records: readonly GenerationRecord[]) => append('definitions', records);
  await define(...(options.definitions ?? [generation(options.catalog, 'one')]));

  return {
    log,
    store,
    ...telemetry,
    ...watched,
    failures,
    define,
    append: (...frames: readonly (Frame | string)[]) => append('rollups', frames),
    committed: async () => (await committedOf(log, store, 'frames')).get(0) ?? null,
    committedEvents: async () => (await committedOf(log, store, 'events')).get(0) ?? null,
    count: (of = 1) => countOf(store, options.catalog, of),
    /** Over the store of this world, or another. */
    async start(over: MetricStore = { ...watched.watched, ...options.store }): Promise<Indexer> {
      const indexer = createIndexer({
        log: cluster.member(),
        store: over,
        settings: { duplicateHorizonOffsets: 100, eventPartitions: 1 },
        telemetry: telemetry.telemetry,
        flushEveryMs: 10,
        onFailure: (error) => failures.push(error),
      });
      await indexer.start();
      cleanUps.push(() => indexer.stop());
      return indexer;
    },
  };
}

/** An embedded store of its own. */
export async function emptyStore(): Promise<MetricStore> {
  const directory = await mkdtemp(join(tmpdir(), 'indexer-'));
  const store = openSqliteStore({ directory });
  cleanUps.push(
    () => rm(directory, { recursive: true }),
    () => store.close(),
  );
  return store;
}

async function committedOf(
  log: EventLog,
  store: MetricStore,
  kind: 'frames' | 'events',
): Promise<ReadonlyMap<number, number>> {
  const identity = await store.identity();
  if (identity === null) return new Map();
  return log.committed(indexerGroups(identity)[kind], kind === 'frames' ? 'rollups' : 'events');
}

function remembered() {
  const counted = new Map<string, number>();
  const said: string[] = [];
  const telemetry: Telemetry = {
    count: (name, by) => counted.set(name, (counted.get(name) ?? 0) + by),
    gauge() {},
    observe() {},
    log: (_, message) => void said.push(message),
  };
  return { counted, said, telemetry };
}

function watchedStore(store: MetricStore) {
  const upserted: PartialsWrite[] = [];
  const upsertions = { begun: 0 };
  let gate: Promise<void> = Promise.resolve();
  const watched: MetricStore = {
    ...store,
    upsertPartials: async (writes) => {
      upsertions.begun += 1;
      await gate;
      upserted.push(...writes);
      return store.upsertPartials(writes);
    },
  };
  /** Upserts wait from now on, until the answer is called. */
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    return resolve;
  };
  return { upserted, upsertions, watched, hold };
}

/** All orders around now, as one generation counted them. */
export async function countOf(store: MetricStore, { metrics }: Catalog, of: number): Promise<unknown> {
  await store.refresh();
  const slices = [{ generation: of, topic: 'events', epoch: 0, partition: 0, from: 0, below: Number.MAX_SAFE_INTEGER }];
  const bounds = [nowMs - 10 * minuteMs, nowMs + 10 * minuteMs];
  const metric = metrics.find((known) => known.metric === 'orders')!;
  const query = { metric, grain: '1m', bounds, by: [], where: {}, slices };
  const [series] = await store.series(query, everything);
  return series?.states[0];
}
