import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boundedRequest } from './bounded-request.ts';
import { closableDelay } from './closable-delay.ts';
import { createClient } from './create-client.ts';
import { sendBulk } from './send-bulk.ts';

const held = createServer((request, response) => {
  // One path answers its head and never the rest; the others never answer.
  if (request.url === '/head') response.writeHead(200, { 'content-type': 'application/json' }).write('{');
});
let node: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => held.listen(0, '127.0.0.1', resolve));
  node = `http://127.0.0.1:${(held.address() as AddressInfo).port}`;
});
afterAll(() => {
  held.closeAllConnections();
  held.close();
});

test('a bulk request that gets no answer ends in time and leaves the waits of others alone', async () => {
  const client = createClient({ node });
  const closing = new AbortController();
  const waiting = closableDelay(closing.signal)(150);
  expect(await sendBulk(client, '{}\n', closing.signal, 30)).toEqual({ items: null, status: null, type: null });
  await expect(waiting).resolves.toBeUndefined();
});

test('an answer whose body does not come ends in time', async () => {
  const client = createClient({ node });
  const asking = boundedRequest(60, [], (signal) =>
    client.transport.request({ method: 'GET', path: '/head' }, { signal }),
  );
  await expect(asking).rejects.toThrow('no answer in time');
});

test('a signal ends a request that does not listen to it', async () => {
  const ending = new AbortController();
  const asking = boundedRequest(60_000, [ending.signal], () => new Promise(() => undefined));
  ending.abort();
  await expect(asking).rejects.toThrow('no answer in time');
  await expect(boundedRequest(60_000, [ending.signal], async () => 1)).rejects.toThrow('no answer in time');
});

test('an answer comes through', async () => {
  expect(await boundedRequest(60_000, [new AbortController().signal], async () => 7)).toBe(7);
});
