import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PipelineAnswer } from '@tidewatch/contract';
import { afterAll, expect, it } from 'vitest';
import { describeOnBoth } from '../support/describe-on-both.ts';
import { EventStream, send, sendWhenReady } from '../support/event-stream.ts';
import { readSeries } from '../support/read-series.ts';
import { runVerb, startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';

const shipped = fileURLToPath(new URL('../../infra/catalog', import.meta.url));
const stepMs = 60_000;
const byCity = 'metric: cancelled_by_city\nfrom: [order.cancelled]\nby: [city]\nmeasure: count\n';

const running: RunningTidewatch[] = [];
let folder = '';
afterAll(async () => {
  for (const server of running) server.kill('SIGKILL');
  await Promise.all(running.map((server) => server.ended()));
  if (folder !== '') await rm(folder, { recursive: true, force: true });
});

const pipelineOf = async (url: string): Promise<PipelineAnswer> =>
  (await (await fetch(`${url}/v1/pipeline`)).json()) as PipelineAnswer;

await describeOnBoth('another catalog and a rebuild on Kafka and Elasticsearch', (brokers, node) => {
  it(
    'come into force everywhere when they have caught up, without a restart; who has the old catalog says so until somebody acknowledges it',
    { timeout: 300_000 },
    async () => {
      folder = await mkdtemp(join(tmpdir(), 'rebuild-kafka-'));
      const newer = join(folder, 'catalog');
      await cp(shipped, newer, { recursive: true });
      await writeFile(join(newer, 'metrics', 'by-city.yaml'), byCity);
      const env = {
        TIDEWATCH_LOG_LEVEL: 'warn',
        TIDEWATCH_NAMESPACE: `rebuild-${Date.now().toString(36)}`,
        TIDEWATCH_LOG_KAFKA_BROKERS: brokers,
        TIDEWATCH_STORE_ELASTICSEARCH_NODE: node,
      };
      const start = async (roles: readonly string[], catalog = shipped) => {
        const args = [...roles.flatMap((role) => ['--role', role]), '--port', '0', '--catalog', catalog];
        const server = await startTidewatch({ args, env });
        running.push(server);
        return server;
      };
      // With a processor in the same process: up means that the first event is taken.
      const edge = await start(['processor', 'gateway', 'indexer']);
      const stream = new EventStream(Math.random);
      expect((await fetch(`${edge.url}/readyz`)).status).toBe(200);
      expect(await send(edge.url, stream.next(1_000, Date.now()))).toBe(true);
      const old = await start(['processor']);
      const range = { from: new Date(Date.now() - 3_600_000).toISOString(), step: '1h' };
      const total = async (metric: string, url = edge.url) => (await readSeries(url, metric, range))[0]?.total ?? null;
      await waitUntil('all is counted', async () => (await total('cancellations')) === stream.distinct, stepMs);

      await start(['processor'], newer);
      const generation = async () => (await pipelineOf(edge.url)).generation;
      await waitUntil('the new definitions are in force', async () => (await generation()) === 2, stepMs);
      expect(old.errors()).toContain('Other definitions were written after those of this process');

      const seen: number[] = [];
      const rebuilt = runVerb(['rebuild', '--from', 'earliest', '--catalog', newer], env);
      const ended = rebuilt.then(() => 'ended' as const);
      while ((await Promise.race([ended, total('cancellations')])) !== 'ended') {
        seen.push(Number(await total('cancellations')));
        await sendWhenReady(edge.url, stream.next(20, Date.now()));
      }
      expect(await rebuilt).toMatchObject({ code: 0, output: expect.stringContaining('Generation 3 is in force.') });
      expect(seen, 'numbers never fall').toEqual(seen.toSorted((left, right) => left - right));
      expect(seen[0]).toBeGreaterThanOrEqual(1_000);
      await waitUntil(
        'the past of the new metric',
        async () => (await total('cancelled_by_city')) === stream.distinct,
        stepMs,
      );
      expect(await total('cancellations')).toBe(stream.distinct);

      const { reports } = await pipelineOf(edge.url);
      expect(reports).toContainEqual(expect.objectContaining({ code: 'catalog_superseded' }));
      for (const { id } of reports) {
        const body = JSON.stringify({ by: 'Rina' });
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(`${edge.url}/v1/pipeline/reports/${id}/acknowledge`, {
          method: 'POST',
          headers,
          body,
        });
        expect(answer.status).toBe(200);
      }
      const other = await start(['gateway']);
      expect((await pipelineOf(other.url)).reports).toEqual([]);
      expect(await total('cancellations', other.url)).toBe(stream.distinct);
    },
  );
});
