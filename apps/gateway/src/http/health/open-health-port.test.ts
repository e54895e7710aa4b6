import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { createTelemetry } from '@tidewatch/adapters/prometheus';
import { afterEach, expect, test } from 'vitest';
import { openHealthPort, type HealthPort } from './open-health-port.ts';

const opened: HealthPort[] = [];
afterEach(async () => {
  for (const port of opened.splice(0)) await port.close();
});

async function open(host = '127.0.0.1', port = 0) {
  const health = { isAlive: true, reasons: [] as string[], readiness: () => ({ reasons: health.reasons, groups: [] }) };
  const telemetry = createTelemetry({ level: 'silent' });
  const found = await openHealthPort({ host, port, origins: [], telemetry, health });
  opened.push(found);
  const number = Number(new URL(found.address).port);
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const sent = request({ host: '127.0.0.1', port: number, path, headers }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode, text: await text(response) };
  };
  return { health, telemetry, number, get };
}

test('it answers probes and Prometheus, and nothing else', async () => {
  const { health, telemetry, get } = await open();
  expect(await get('/healthz')).toEqual({ status: 200, text: '{"status":"ok"}' });
  expect(await get('/readyz')).toEqual({ status: 200, text: '{"ready":true,"reasons":[],"groups":[]}' });
  health.reasons.push('the metric store does not answer');
  expect(await get('/readyz')).toEqual({
    status: 503,
    text: '{"ready":false,"reasons":["the metric store does not answer"],"groups":[]}',
  });
  expect((await get('/healthz')).status).toBe(200);
  health.isAlive = false;
  expect(await get('/healthz')).toEqual({ status: 503, text: '{"status":"failed"}' });
  telemetry.gauge('owned_partitions', 4, { group: 'processor-1' });
  // Also for a person: there is no page here.
  expect((await get('/metrics', { accept: 'text/html' })).text).toContain(
    'tidewatch_owned_partitions{group="processor-1"} 4',
  );
  for (const path of ['/', '/v1/events', '/v1/pipeline', '/openapi.json']) {
    const answer = await get(path);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      404,
      expect.objectContaining({ status: 404, code: 'not_found' }),
    ]);
  }
});

test('on loopback only names of this machine may call; beyond it any, but no page of another site', async () => {
  const named = { host: 'tidewatch-processor:9464' };
  expect((await (await open()).get('/metrics', named)).text).toContain('host_not_allowed');
  const { get } = await open('0.0.0.0');
  expect((await get('/metrics', named)).status).toBe(200);
  expect((await get('/metrics', { ...named, origin: 'http://evil.example' })).text).toContain('origin_not_allowed');
});

test('a port that is taken is told in words', async () => {
  const { number } = await open();
  await expect(open('127.0.0.1', number)).rejects.toMatchObject({
    code: 'settings_invalid',
    message: expect.stringMatching(new RegExp(`^health: cannot listen on 127.0.0.1 port ${number}: another program`)),
  });
});
