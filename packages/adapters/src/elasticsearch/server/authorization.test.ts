import { createServer, type IncomingMessage } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { settingsSchema, type Catalog } from '@tidewatch/contract';
import { noTelemetry, type Telemetry } from '@tidewatch/core/ports/telemetry';
import { openLogAndStore } from '../../registry.ts';
import type { ElasticsearchSettings } from './create-client.ts';

const apiKey = 'VGlkZVdhdGNoOnNlY3JldC1rZXk=';
const password = 'pass:wörd';
const basic = `Basic ${Buffer.from(`operator:${password}`).toString('base64')}`;
const emptyCatalog = { events: [], metrics: [] } as unknown as Catalog;

/** Stands for Elasticsearch: it keeps what it was shown, and repeats it in its errors, as careless proxies do. */
const shown: (string | undefined)[] = [];
let status = 404;
const elasticsearch = createServer((request: IncomingMessage, response) => {
  const { authorization } = request.headers;
  shown.push(authorization);
  request.resume();
  const error = { type: 'security_exception', reason: `cannot authenticate ${authorization}` };
  response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
  response.end(JSON.stringify({ error, status }));
});
let node: string;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidewatch-authorization-'));
  await new Promise<void>((resolve) => elasticsearch.listen(0, '127.0.0.1', resolve));
  node = `http://127.0.0.1:${(elasticsearch.address() as AddressInfo).port}`;
});
afterEach(() => {
  shown.length = 0;
  status = 404;
});
afterAll(async () => {
  elasticsearch.closeAllConnections();
  elasticsearch.close();
  await rm(directory, { recursive: true });
});

async function openStore(settings: Omit<ElasticsearchSettings, 'node'>, telemetry: Telemetry = noTelemetry) {
  const store = { elasticsearch: { node, ...settings } };
  return openLogAndStore(settingsSchema.parse({ data: directory, store }), { telemetry });
}

/** What one read and one bulk request show the server. */
async function shownBy(settings: Omit<ElasticsearchSettings, 'node'>): Promise<readonly (string | undefined)[]> {
  const { store, close } = await openStore(settings);
  try {
    await store.identity().catch(() => undefined);
    await store.refresh().catch(() => undefined);
    expect(shown.length).toBeGreaterThan(1);
    return [...new Set(shown)];
  } finally {
    await close();
  }
}

test('an API key of the settings is shown with every request', async () => {
  expect(await shownBy({ apiKey })).toEqual([`ApiKey ${apiKey}`]);
});

test('an API key in a file loses the line break behind it', async () => {
  const file = join(directory, 'api-key');
  await writeFile(file, `${apiKey}\n`);
  expect(await shownBy({ apiKey: { file } })).toEqual([`ApiKey ${apiKey}`]);
});

test('an API key goes before a user', async () => {
  expect(await shownBy({ apiKey, username: 'operator', password })).toEqual([`ApiKey ${apiKey}`]);
});

test('a user and a password are shown together', async () => {
  expect(await shownBy({ username: 'operator', password })).toEqual([basic]);
});

test('nothing is shown where the settings say nothing', async () => {
  expect(await shownBy({})).toEqual([undefined]);
});

test.each([
  ['an API key', { apiKey }],
  ['a password', { username: 'operator', password }],
])('%s is in no error and no log, whatever the server answers', async (_, settings) => {
  const told: unknown[] = [];
  const telemetry: Telemetry = { ...noTelemetry, log: (...line) => void told.push(line) };
  const { store, close } = await openStore(settings, telemetry);
  for (status of [400, 401, 403, 500, 503]) {
    told.push(await store.refresh().catch((error: unknown) => error));
  }
  // It is tried without end, and the log hears of it after some tries.
  status = 401;
  const preparing = store.prepare(emptyCatalog).catch((error: unknown) => error);
  await expect.poll(() => told.some((line) => Array.isArray(line)), { timeout: 30_000 }).toBe(true);
  await close();
  told.push(await preparing);
  const text = inspect(told, { depth: 20, showHidden: true });
  expect(text).toContain('refuses access');
  for (const secret of [apiKey, password, basic.slice('Basic '.length), 'cannot authenticate']) {
    expect(text).not.toContain(secret);
  }
});
