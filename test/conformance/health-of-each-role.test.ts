import { spawnSync } from 'node:child_process';
import { afterAll, expect, it } from 'vitest';
import { openCuttableProxy, type CuttableProxy } from '../support/cuttable-proxy.ts';
import { describeOnBoth } from '../support/describe-on-both.ts';
import { EventStream, sendWhenReady } from '../support/event-stream.ts';
import { startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';

const readyMs = 60_000;

interface Ready {
  readonly ready: boolean;
  readonly reasons: readonly string[];
  readonly groups: readonly { readonly group: string; readonly partitions: number | null; readonly reading: number }[];
}

const running: RunningTidewatch[] = [];
const proxies: CuttableProxy[] = [];
afterAll(async () => {
  for (const server of running) server.kill('SIGKILL');
  await Promise.all(running.map((server) => server.ended()));
  for (const proxy of proxies) await proxy.close();
});

const readinessOf = async ({ healthUrl }: RunningTidewatch): Promise<Ready> =>
  (await (await fetch(`${healthUrl}/readyz`)).json()) as Ready;

const becomesReady = (server: RunningTidewatch): Promise<Ready> =>
  waitUntil('the process is ready', async () => (await readinessOf(server)).ready && readinessOf(server), readyMs);

async function metricsOf({ healthUrl }: RunningTidewatch): Promise<string> {
  const answer = await fetch(`${healthUrl}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  return answer.text();
}

/** As Prometheus itself reads it, where its tool is installed. */
function checkWithPromtool(text: string): void {
  const checked = spawnSync('promtool', ['check', 'metrics', '--lint=none'], { input: text, encoding: 'utf8' });
  if (checked.error === undefined) expect(checked.stderr + checked.stdout).toBe('');
}

/** Partitions of the only group whose name begins so. */
const partitionsOf = ({ groups }: Ready, name: string): number | null | undefined =>
  groups.find(({ group }) => group.startsWith(name))?.partitions;

await describeOnBoth('the health port of each role on Kafka and Elasticsearch', (brokers, node) => {
  const start = async (roles: readonly string[], storeNode: string): Promise<RunningTidewatch> => {
    const server = await startTidewatch({
      args: [...roles.flatMap((role) => ['--role', role]), '--port', '0', '--health-port', '0'],
      env: {
        TIDEWATCH_LOG_LEVEL: 'error',
        TIDEWATCH_NAMESPACE: namespace,
        TIDEWATCH_PROCESSOR_EVENT_PARTITIONS: '1',
        TIDEWATCH_LOG_KAFKA_BROKERS: brokers,
        TIDEWATCH_STORE_ELASTICSEARCH_NODE: storeNode,
      },
    });
    running.push(server);
    return server;
  };
  const namespace = `health-${Date.now().toString(36)}`;

  it(
    'says whether it does its work and why not, and tells its figures; a spare processor is ready too',
    { timeout: 300_000 },
    async () => {
      const proxy = await openCuttableProxy(node);
      proxies.push(proxy);
      const first = await start(['processor'], node);
      const [spare, indexer, alerter, gateway] = await Promise.all([
        start(['processor'], node),
        start(['indexer'], proxy.url),
        start(['alerter'], node),
        start(['gateway'], node),
      ]);
      for (const server of [first, spare, indexer, alerter, gateway]) await becomesReady(server);
      const shares = async () =>
        [await readinessOf(first), await readinessOf(spare)].map((ready) => partitionsOf(ready, 'processor-'));
      await waitUntil('one owns the only partition', async () => (await shares()).toSorted().join() === '0,1', readyMs);
      expect(partitionsOf(await readinessOf(alerter), 'alerter')).toBe(1);

      await sendWhenReady(gateway.url, new EventStream(Math.random).next(100, Date.now()));
      const figures: readonly (readonly [RunningTidewatch, readonly RegExp[]])[] = [
        [(await shares())[0] === 1 ? first : spare, [/owned_partitions\{group="processor-1"\} 1/, /generation 1/]],
        [indexer, [/owned_partitions\{group="indexer-[\w-]+"\} 4/, /store_documents_total\{.*\} [1-9]/]],
        [alerter, [/owned_partitions\{group="alerter"\} 1/, /alerter_leads 1/, /live_cells \d/]],
        [gateway, [/ingested_events_total [1-9]/, /live_cells \d/]],
      ];
      for (const [server, wanted] of figures) {
        const all = [...wanted, /process_resident_memory_bytes \d/];
        if (server !== gateway) all.push(/records_read_total\{group="[\w-]+"\} [1-9]/, /consumer_alive\{.*\} 1/);
        await waitUntil(
          `the figures ${all.map(String).join(', ')}`,
          async () => {
            const text = await metricsOf(server);
            return all.every((figure) => figure.test(text));
          },
          readyMs,
        );
        checkWithPromtool(await metricsOf(server));
      }

      proxy.cut();
      const away = await waitUntil(
        'the indexer says that the store is away',
        async () => {
          const ready = await readinessOf(indexer);
          return !ready.ready && ready;
        },
        readyMs,
      );
      expect(away.reasons).toEqual(['the metric store does not answer']);
      expect((await fetch(`${indexer.healthUrl}/healthz`)).status).toBe(200);
      expect((await readinessOf(first)).ready).toBe(true);
      proxy.mend();
      await becomesReady(indexer);

      const owner = (await shares())[0] === 1 ? first : spare;
      const other = owner === first ? spare : first;
      const asked = performance.now();
      owner.kill('SIGTERM');
      const seen: boolean[] = [];
      const ended = owner.ended().then(() => 'ended' as const);
      while ((await Promise.race([ended, readinessOf(owner).catch(() => null)])) !== 'ended')
        seen.push((await readinessOf(owner).catch(() => null))?.ready ?? false);
      expect(await owner.ended()).toBe(0);
      expect(performance.now() - asked).toBeLessThan(5_000);
      expect(seen.slice(seen.indexOf(false)), 'not ready from SIGTERM on').not.toContain(true);
      await waitUntil(
        'the other owns the partition',
        async () => partitionsOf(await readinessOf(other), 'processor-') === 1,
        readyMs,
      );
      expect((await becomesReady(other)).reasons).toEqual([]);
    },
  );
});
