import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  everyCell,
  expectKnownAnswers,
  flightsCatalog,
  flightsFile,
  ingestFlights,
  secondSendingKnown,
} from '../acceptance/flights-known-answers.ts';
import { describeOnBoth } from '../support/describe-on-both.ts';
import { startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';

await describeOnBoth('27,004 real flights on Kafka and Elasticsearch', (brokers, node) => {
  const namespace = `flights-${process.pid}-${Date.now().toString(36)}`;
  let folder: string;
  let server: RunningTidewatch;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidewatch-flights-'));
    server = await startTidewatch({
      args: ['--catalog', flightsCatalog, '--data', join(folder, 'data'), '--port', '0'],
      env: {
        TIDEWATCH_LOG_LEVEL: 'error',
        TIDEWATCH_NAMESPACE: namespace,
        TIDEWATCH_LOG_KAFKA_BROKERS: brokers,
        TIDEWATCH_STORE_ELASTICSEARCH_NODE: node,
      },
    });
  });
  afterAll(async () => {
    server.kill('SIGTERM');
    await server.ended();
    await deleteIndices(node, namespace);
    await rm(folder, { recursive: true, force: true });
  });

  it('gives every known number, and the same again after a second ingest', async () => {
    const file = await flightsFile(folder);
    const first = await ingestFlights(server.url, file);
    expect(first.code, `exit code; it wrote: ${first.errors}`).toBe(0);
    await expectKnownAnswers(server.url);
    const before = await everyCell(server.url);
    expect((await ingestFlights(server.url, file)).code).toBe(0);
    expect((await ingestFlights(server.url, file, '--again')).code).toBe(0);
    await secondSendingKnown(server.url);
    await expectKnownAnswers(server.url);
    expect(await everyCell(server.url)).toEqual(before);
  });
});

/** One index per day of the data: a cluster that somebody lent us should not keep them. */
async function deleteIndices(node: string, namespace: string): Promise<void> {
  const client = new Client({ node });
  const indices = Object.keys(await client.indices.getSettings({ index: `${namespace}-*`, name: 'index.uuid' }));
  for (const index of indices) await client.indices.delete({ index });
  await client.close();
}
