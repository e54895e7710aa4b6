import { randomUUID } from 'node:crypto';
import { Client } from '@elastic/elasticsearch';
import { afterEach, expect, it } from 'vitest';
import { noTelemetry, type Telemetry } from '@tidewatch/core/ports/telemetry';
import type { MetricStore, PartialsWrite } from '@tidewatch/core/ports/metric-store';
import { suiteCatalog, suiteMetrics } from '@tidewatch/testkit/metric-store-suite';
import { describeOnServer } from '@tidewatch/testkit/servers';
import { deleteNamespace } from '../delete-namespace.ts';
import { openElasticsearchStore } from '../index.ts';

const windowMs = Date.UTC(2026, 10, 20);
const index = 'rollups-1m-2026.11.20';
const access = { rows: {}, showPii: true };
const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

await describeOnServer('elasticsearch', 'bulk writes to Elasticsearch', (node) => {
  const open = async (telemetry: Telemetry = noTelemetry) => {
    const namespace = `bulk-${randomUUID().slice(0, 8)}`;
    const store = await openElasticsearchStore({
      settings: { node },
      namespace,
      clock: Date,
      telemetry,
      random: Math.random,
    });
    const client = new Client({ node });
    cleanUps.push(
      () => client.close(),
      () => deleteNamespace(node, namespace),
      () => store.close(),
    );
    await store.prepare(suiteCatalog);
    return { store, client, namespace };
  };

  it('quarantines what the server cannot take, without its values, and stores the neighbours', async () => {
    const { store, client, namespace } = await open();
    await client.indices.create({
      index: `${namespace}-${index}`,
      mappings: { properties: { dim: { properties: { merchant: { type: 'long' } } } } },
    });
    const quarantined = await store.upsertPartials([writeOf(['12', 'secret', '13'])]);
    expect(quarantined).toEqual([{ metric: 'orders', reason: 'refused with status 400 (document_parsing_exception)' }]);
    expect(await total(store)).toBe(2);
  });

  it('stores what a mapping lacked that somebody took away', async () => {
    const { store, client, namespace } = await open();
    await client.cluster.putComponentTemplate({
      name: `${namespace}-dimensions`,
      template: { mappings: { properties: {} } },
      version: 1,
    });
    expect(await store.upsertPartials([writeOf(['a', 'b'])])).toEqual([]);
    expect(await total(store)).toBe(2);
  });

  it('creates the index where the cluster does not', async () => {
    const { store, client, namespace } = await open();
    const automatic = (setting: string | null) =>
      client.cluster.putSettings({ persistent: { 'action.auto_create_index': setting } });
    cleanUps.push(() => automatic(null));
    await automatic(`-${namespace}-*,+*`);
    expect(await store.upsertPartials([writeOf(['a', 'b'])])).toEqual([]);
    expect(await total(store)).toBe(2);
  });

  it('waits while the disk is full, says so, and goes on by itself', async () => {
    const gauges: number[] = [];
    const { store, client, namespace } = await open({ ...noTelemetry, gauge: (_, value) => void gauges.push(value) });
    await store.upsertPartials([writeOf(['a'])]);
    const block = (value: boolean | null) =>
      client.indices.putSettings({
        index: `${namespace}-*`,
        settings: { 'index.blocks.read_only_allow_delete': value },
      });
    await block(true);
    let written = false;
    const writing = store.upsertPartials([writeOf(['b', 'c'])]).then((quarantined) => {
      written = true;
      return quarantined;
    });
    await expect.poll(() => gauges, { timeout: 10_000 }).toEqual([1]);
    expect(written).toBe(false);
    await block(null);
    expect(await writing).toEqual([]);
    expect(gauges).toEqual([1, 0]);
    expect(await total(store)).toBe(3);
  });

  it('refuses templates of a newer version', async () => {
    const { store, client, namespace } = await open();
    await client.cluster.putComponentTemplate({ name: `${namespace}-settings`, template: {}, version: 99 });
    await expect(store.prepare(suiteCatalog)).rejects.toMatchObject({ code: 'newer_format' });
  });

  it('answers exactly where one answer cannot hold all documents of a sum, or all groups', async () => {
    const { store, namespace } = await open();
    const groups = Array.from({ length: 300 }, (_, group) => `m${group}`);
    await store.upsertPartials([0, 1, 2, 3, 4].map((minute) => writeOf(groups, windowMs + minute * 60_000)));
    const limited = await openElasticsearchStore({
      settings: { node },
      namespace,
      clock: Date,
      telemetry: noTelemetry,
      random: Math.random,
      limits: { documentsPerSum: 300, groupsPerAnswer: 100, scannedDocuments: 1_499 },
    });
    cleanUps.push(() => limited.close());
    expect(await total(limited)).toBe(1_500);
    for (const bounds of [
      [windowMs, windowMs + 300_000],
      [windowMs, windowMs + 120_000, windowMs + 180_000, windowMs + 300_000],
    ]) {
      const series = await limited.series({ ...queryOf(bounds), by: ['merchant'] }, access);
      expect(series).toHaveLength(300);
      const sums = series.map(({ states }) => states.reduce<number>((sum, state) => sum + (state as number), 0));
      expect(new Set(sums)).toEqual(new Set([5]));
    }
    // Too many to be read one by one: merged by the server, which does not know up to where each reaches.
    const { metric, grain, where, slices } = queryOf([]);
    const bucket = { metric, grain, where, slices, fromMs: windowMs, toMs: windowMs + 300_000 };
    const slice = { generation: 1, topic: 'events', epoch: 0, partition: 0, slice: 0 };
    expect(await limited.sliceStates(bucket, access)).toEqual([
      { ...slice, through: null, cells: 1_500, state: 1_500 },
    ]);
    const minute = { ...bucket, toMs: windowMs + 60_000 };
    expect(await limited.sliceStates(minute, access)).toEqual([{ ...slice, through: 5, cells: 300, state: 300 }]);
  });
});

function writeOf(merchants: readonly string[], window = windowMs): PartialsWrite {
  return {
    generation: 1,
    topic: 'events',
    epoch: 0,
    partition: 0,
    slice: 0,
    progress: null,
    cells: [
      { metric: 'orders', grain: '1m', window, entries: merchants.map((merchant) => [[merchant, 'c', 'r'], 5, 1]) },
    ],
  };
}

async function total(store: MetricStore): Promise<unknown> {
  await store.refresh();
  const [series] = await store.series(queryOf([windowMs, windowMs + 3_600_000]), access);
  return series?.states[0];
}

function queryOf(bounds: readonly number[]) {
  const slices = [{ generation: 1, topic: 'events', epoch: 0, partition: 0, from: 0, below: Number.MAX_SAFE_INTEGER }];
  return { metric: suiteMetrics.orders, grain: '1m', bounds, by: [], where: {}, slices };
}
