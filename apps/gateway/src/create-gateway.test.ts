import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelemetry } from '@tidewatch/adapters/prometheus';
import { RollupsWorld, worldCatalog, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { io } from 'socket.io-client';
import { expect, test } from 'vitest';
import { startGateway } from './testing/running-gateway.fixture.ts';

test('it does not open a door to other machines unless told', async () => {
  await expect(startGateway({ http: { host: '0.0.0.0' } })).rejects.toMatchObject({ code: 'settings_invalid' });
  const running = await startGateway({ http: { host: '0.0.0.0', allowWithoutLogin: true } });
  const { port } = new URL(running.url);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  await running.gateway.stop();
});

test('a port that is taken is told in words', async () => {
  const running = await startGateway();
  const port = Number(new URL(running.url).port);
  await expect(startGateway({ http: { port } })).rejects.toMatchObject({
    code: 'settings_invalid',
    message: expect.stringContaining(String(port)),
  });
  await running.gateway.stop();
});

test('it stops within 5 s with sockets open and a request under way, and twice', async () => {
  const running = await startGateway();
  const socket = io(`${running.url}/live`, { transports: ['websocket'] });
  await new Promise((resolve) => socket.on('connect', () => resolve(undefined)));
  running.world.log.appendsMayGoOn = new Promise(() => undefined);
  const event = {
    specversion: '1.0',
    id: 'a',
    source: 's',
    type: 'suite.e0',
    time: new Date(running.world.now).toISOString(),
  };
  const hanging = running.post('/v1/events', 'application/cloudevents+json', JSON.stringify(event)).catch(() => 'cut');
  await new Promise((resolve) => setTimeout(resolve, 50));
  const closed = new Promise((resolve) => socket.on('disconnect', resolve));
  const begun = performance.now();
  await running.gateway.stop();
  await running.gateway.stop();
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(await hanging).toBe('cut');
  await closed;
  socket.close();
  await expect(fetch(`${running.url}/healthz`)).rejects.toThrow();
});

test('before there are definitions it says that it is starting', async () => {
  const world = new RollupsWorld(worldStartMs, { defined: false });
  const running = await startGateway({ world });
  expect((await running.get('/readyz')).body).toMatchObject({
    ready: false,
    reasons: [expect.stringContaining('definitions')],
  });
  expect((await running.get('/v1/metrics')).body).toMatchObject({ status: 503, code: 'starting' });
  expect((await running.get('/v1/pipeline')).body).toMatchObject({ state: 'starting', generation: null });
  world.newGeneration(0);
  await expect.poll(async () => (await running.get('/readyz')).status).toBe(200);
  await running.gateway.stop();
});

test('other dashboards come to the screens without a new generation or a restart', async () => {
  const running = await startGateway();
  const catalogNow = async () => (await running.get('/v1/catalog')).body;
  expect(await catalogNow()).toMatchObject({ generation: 1, dashboards: [] });
  const dashboards = [{ dashboard: 'd', active: true, order: 1, scope: [], panels: [{ panel: 'text', text: 'x' }] }];
  const catalog = { ...worldCatalog, dashboards };
  const renewed = { v: 1, kind: 'generation', hash: 'generation 1', revision: 0, from: {}, catalog, at: 1 };
  running.world.log.write('definitions', 0, renewed);
  await expect.poll(catalogNow).toMatchObject({ generation: 1, dashboards });
  await running.gateway.stop();
});

test('how far a file was ingested outlives the process', async () => {
  const world = new RollupsWorld(worldStartMs);
  const first = await startGateway({ world });
  const path = '/v1/ingest-ledger/0123456789abcdef';
  expect((await first.get(path)).body).toEqual({ position: 0 });
  const put = (position: unknown): Promise<Response> =>
    fetch(first.url + path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ position }),
    });
  expect(await (await put(1_234)).json()).toEqual({ position: 1_234 });
  for (const bad of [-1, 1.5, '7', null]) expect((await put(bad)).status).toBe(400);
  expect((await first.get('/v1/ingest-ledger/short')).body).toMatchObject({ code: 'invalid_parameter' });
  await first.gateway.stop();
  const second = await startGateway({ world });
  expect((await second.get(path)).body).toEqual({ position: 1_234 });
  await second.gateway.stop();
});

test('a metric that lost documents in the store is not healthy', async () => {
  const running = await startGateway();
  const healthOf = async (name: string): Promise<unknown> =>
    ((await running.get('/v1/metrics')).body['metrics'] as { metric: string; healthy: boolean }[]).find(
      ({ metric }) => metric === name,
    )?.healthy;
  expect(await healthOf('orders')).toBe(true);
  running.world.log.write('operations', 0, {
    v: 1,
    kind: 'quarantine',
    metric: 'orders',
    reason: 'refused',
    documents: 3,
    at: 1,
  });
  expect([await healthOf('orders'), await healthOf('ratio'), await healthOf('value')]).toEqual([false, false, true]);
  await expect.poll(async () => (await running.get('/v1/pipeline')).body['indexer']).toMatchObject({ quarantined: 3 });
  await running.gateway.stop();
});

test('what could not be read is not shown to those who may not see personal data', async () => {
  const running = await startGateway();
  const letter = {
    v: 1,
    topic: 'events',
    partition: 0,
    offset: 3,
    code: 'invalid_data',
    detail: 'field',
    type: null,
    source: null,
    appendedAt: 1,
  };
  running.world.log.write('dead-letters', 0, {
    ...letter,
    key: 'Siti',
    value: Buffer.from('Siti').toString('base64'),
    valueBytes: 4,
  });
  const { body } = await running.get('/v1/dead-letters');
  expect(body).toMatchObject({ deadLetters: [{ offset: 3, key: null, value: null, valueBytes: 4 }], next: null });
  await running.gateway.stop();
});

test('it serves numbers of itself where the telemetry has some', async () => {
  const running = await startGateway({ telemetry: createTelemetry({ level: 'silent' }) });
  await running.get('/healthz');
  const { headers, body } = await running.get('/metrics');
  expect(headers.get('content-type')).toContain('text/plain');
  expect(body['text']).toContain('tidewatch_live_cells 0');
  await running.gateway.stop();
  const without = await startGateway();
  expect((await without.get('/metrics')).status).toBe(404);
  await without.gateway.stop();
});

test('the page is served with what may be kept and what may not, and for its own addresses', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(folder, 'assets', 'main-abc123.js'), 'export {}');
  const running = await startGateway({ dashboardFolder: folder });
  const html = { accept: 'text/html' };
  for (const path of ['/', '/d/pharmacy?from=now-1h', '/metrics']) {
    const reply = await running.get(path, html);
    expect(reply.body['text']).toContain('<title>page</title>');
    expect(reply.headers.get('cache-control')).toBe('no-cache');
  }
  const asset = await running.get('/assets/main-abc123.js');
  expect(asset.headers.get('cache-control')).toContain('immutable');
  expect((await running.get('/assets/absent.js')).body).toMatchObject({ code: 'not_found' });
  expect((await running.get('/v1/absent', html)).body).toMatchObject({ code: 'not_found' });
  expect((await running.get('/..%2f..%2fetc%2fpasswd')).status).toBeGreaterThanOrEqual(400);
  await running.gateway.stop();
  await rm(folder, { recursive: true });
});
