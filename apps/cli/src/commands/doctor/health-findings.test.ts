import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { openHealthPort } from '@tidewatch/gateway/http/health/open-health-port';
import { expect, test } from 'vitest';
import { checkHealthPort } from './health-findings.ts';

const host = '127.0.0.1';

test('a process is asked at its port for probes, whatever its address is', async () => {
  const reasons: string[] = [];
  const health = { isAlive: true, readiness: () => ({ reasons }) };
  const opened = await openHealthPort({ host, port: 0, origins: [], telemetry: noTelemetry, health });
  const port = Number(new URL(opened.address).port);
  expect(await checkHealthPort({ host: '0.0.0.0', port })).toEqual([
    { level: 'ok', what: `health http://127.0.0.1:${port}: ready` },
  ]);
  reasons.push('the metric store does not answer');
  expect(await checkHealthPort({ host, port })).toEqual([
    {
      level: 'problem',
      what: `health http://127.0.0.1:${port}: not ready, the metric store does not answer`,
    },
  ]);
  await opened.close();
  expect(await checkHealthPort({ host, port })).toEqual([
    { level: 'ok', what: `health: no process answers at http://127.0.0.1:${port}` },
  ]);
});

test('another program at that port is told, and without a port nothing is asked', async () => {
  const other = createServer((_, response) => void response.writeHead(404).end('<html>')).listen(0, host);
  await new Promise((resolve) => other.on('listening', resolve));
  const { port } = other.address() as AddressInfo;
  expect(await checkHealthPort({ host, port })).toMatchObject([{ level: 'warning' }]);
  other.close();
  for (const none of [{ host }, { host, port: 0 }]) expect(await checkHealthPort(none)).toEqual([]);
});
