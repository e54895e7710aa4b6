import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, expect, it } from 'vitest';
import { describeOnBoth } from '../support/describe-on-both.ts';
import { cellsOf, readSeries } from '../support/read-series.ts';
import { recordedStream, type RecordedEvent } from '../support/recorded-stream.ts';
import { startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';

const stream = recordedStream(11, 12_000, Date.now());
const range = { from: new Date(stream.from).toISOString(), to: new Date(stream.to).toISOString() };
const queries = [
  ['cancellations', { ...range, step: '1h', by: 'merchantId', limit: 10_000 }],
  ['cancelled_value', { ...range, step: '1h', by: 'merchantId', limit: 10_000 }],
  ['cancellations', { ...range, step: '1h', by: 'reason', where: 'city:Bandung', limit: 100 }],
  ['cancellations', { ...range, step: '1h', by: 'merchantId', limit: 3 }],
] as const;

const running: RunningTidewatch[] = [];
const folders: string[] = [];
afterAll(async () => {
  for (const server of running) server.kill('SIGKILL');
  await Promise.all(running.map((server) => server.ended()));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});

async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<RunningTidewatch> {
  const server = await startTidewatch({ args, env: { TIDEWATCH_LOG_LEVEL: 'error', ...env } });
  running.push(server);
  return server;
}

/** Waits until the plain fold of what was sent is what the server says, cell by cell, then reads every query. */
async function answers(url: string) {
  await waitUntil(
    'the cells of the ledger',
    async () => {
      const cells = cellsOf(await readSeries(url, ...queries[0]));
      return [...cells.values()].reduce((sum, value) => sum + value, 0) >= 12_000;
    },
    90_000,
  );
  expect(cellsOf(await readSeries(url, ...queries[0]))).toEqual(stream.ledger.cancellations);
  expect(cellsOf(await readSeries(url, ...queries[1]))).toEqual(stream.ledger.cancelledValue);
  return Promise.all(queries.map(([metric, parameters]) => readSeries(url, metric, parameters)));
}

async function embeddedAnswers() {
  const data = await mkdtemp(join(tmpdir(), 'tidewatch-same-'));
  folders.push(data);
  const server = await start(['--data', data, '--port', '0']);
  for (let from = 0; from < stream.records.length; from += 500) {
    const body = stream.records
      .slice(from, from + 500)
      .map(({ value }) => value)
      .join('\n');
    const response = await fetch(`${server.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body,
    });
    expect(response.status).toBe(202);
  }
  return answers(server.url);
}

async function produce(brokers: string, topic: string, records: readonly RecordedEvent[]): Promise<void> {
  const producer = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  for (let from = 0; from < records.length; from += 400) {
    await producer.send({ topic, messages: records.slice(from, from + 400).map(({ key, value }) => ({ key, value })) });
  }
  await producer.disconnect();
}

await describeOnBoth('one recorded stream with duplicates, disorder and poison', (brokers, node) => {
  it(
    'gives the same cells embedded and on Kafka and Elasticsearch with 1, 2 and 3 processors joining and leaving',
    { timeout: 240_000 },
    async () => {
      const embedded = await embeddedAnswers();
      const namespace = `same-${Date.now().toString(36)}`;
      const env = {
        TIDEWATCH_NAMESPACE: namespace,
        TIDEWATCH_LOG_KAFKA_BROKERS: brokers,
        TIDEWATCH_STORE_ELASTICSEARCH_NODE: node,
      };
      const first = await start(['--role', 'processor'], env);
      const edge = await start(['--role', 'gateway', '--role', 'indexer', '--port', '0'], env);
      const part = Math.ceil(stream.records.length / 5);
      const send = (index: number) =>
        produce(brokers, `${namespace}.events`, stream.records.slice(index * part, (index + 1) * part));
      await send(0);
      const second = await start(['--role', 'processor'], env);
      await send(1);
      await start(['--role', 'processor'], env);
      await send(2);
      first.kill('SIGTERM');
      await send(3);
      second.kill('SIGKILL');
      await send(4);
      expect(await answers(edge.url)).toEqual(embedded);
    },
  );
});
