import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeOnBoth } from '../support/describe-on-both.ts';
import { EventStream, sendWhenReady, totalsByReason } from '../support/event-stream.ts';
import { startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';

const events = 400;
const filledMs = 60_000;
const begun = Date.now() - 3_600_000;
const running = new Set<RunningTidewatch>();
afterAll(async () => {
  for (const server of running) server.kill('SIGKILL');
  await Promise.all([...running].map((server) => server.ended()));
});

async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<RunningTidewatch> {
  const server = await startTidewatch({
    args: [...args, '--port', '0'],
    env: { TIDEWATCH_LOG_LEVEL: 'error', ...env },
  });
  running.add(server);
  return server;
}

async function stop(server: RunningTidewatch): Promise<void> {
  server.kill('SIGTERM');
  expect(await server.ended()).toBe(0);
  running.delete(server);
}

/** The totals, once all is counted and the indexer has stored it. */
async function storedTotals(url: string, stream: EventStream): Promise<Record<string, number>> {
  return waitUntil(
    'everything is counted, stored and searchable',
    async () => {
      const totals = await totalsByReason(url, begun);
      const sum = [...totals.values()].reduce((left, right) => left + right, 0);
      const pipeline = (await (await fetch(`${url}/v1/pipeline`)).json()) as { indexer: { lagRecords: number } | null };
      // Frames without cells keep coming: a few are always on their way.
      const isStored = pipeline.indexer !== null && pipeline.indexer.lagRecords < 20;
      const found = isStored && sum === stream.distinct && (await foundEvents(url)) === stream.distinct;
      return found ? Object.fromEntries([...totals].toSorted()) : null;
    },
    filledMs,
  );
}

async function foundEvents(url: string): Promise<number> {
  const search = `type=order.cancelled&from=${new Date(begun).toISOString()}&limit=1000`;
  const { events: found } = (await (await fetch(`${url}/v1/events?${search}`)).json()) as { events: unknown[] };
  return found.length;
}

describe('a metric store that is lost is filled again from the log', () => {
  it('embedded: its file was deleted', { timeout: 240_000 }, async () => {
    const data = await mkdtemp(join(tmpdir(), 'tidewatch-lost-'));
    const stream = new EventStream(Math.random);
    const first = await start(['--data', data]);
    await sendWhenReady(first.url, stream.next(events, Date.now()));
    const wanted = await storedTotals(first.url, stream);
    await stop(first);

    const files = (await readdir(data)).filter((name) => name.startsWith('store.sqlite'));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) await rm(join(data, name));
    const second = await start(['--data', data]);
    expect(await storedTotals(second.url, stream)).toEqual(wanted);
    await sendWhenReady(second.url, stream.next(events, Date.now()));
    await storedTotals(second.url, stream);
    await stop(second);

    // From the store this time: what it was filled with is as good as what it had before.
    const third = await start(['--data', data]);
    expect(await storedTotals(third.url, stream)).toEqual(Object.fromEntries([...stream.expected].toSorted()));
    await stop(third);
    await rm(data, { recursive: true });
  });
});

await describeOnBoth('a metric store that is lost under a running system is filled again', (brokers, node) => {
  it('its indices were deleted', { timeout: 240_000 }, async () => {
    const namespace = `lost-${Date.now().toString(36)}`;
    const env = {
      TIDEWATCH_NAMESPACE: namespace,
      TIDEWATCH_LOG_KAFKA_BROKERS: brokers,
      TIDEWATCH_STORE_ELASTICSEARCH_NODE: node,
    };
    const stream = new EventStream(Math.random);
    const system = await start([], env);
    await sendWhenReady(system.url, stream.next(events, Date.now()));
    const wanted = await storedTotals(system.url, stream);

    const indices = (await (await fetch(`${node}/${namespace}-*/_settings/index.uuid`)).json()) as object;
    expect(Object.keys(indices).length).toBeGreaterThan(2);
    for (const index of Object.keys(indices)) await fetch(`${node}/${index}`, { method: 'DELETE' });
    expect(await foundEvents(system.url)).toBe(0);
    expect(await storedTotals(system.url, stream)).toEqual(wanted);

    // A second gateway reads what the store was filled with.
    const gateway = await start(['--role', 'gateway'], env);
    expect(await storedTotals(gateway.url, stream)).toEqual(wanted);
    await stop(gateway);
    await stop(system);
  });
});
