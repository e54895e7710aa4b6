import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type RunningGateway } from '../testing/running-gateway.fixture.ts';

let running: RunningGateway;
beforeAll(async () => {
  running = await startGateway({ http: { origins: ['https://wall.example/'] } });
});
afterAll(() => running.gateway.stop());

/** Sends bytes as they are and gives everything that comes back. */
async function raw(request: string): Promise<string> {
  const { port } = new URL(running.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(request));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.setTimeout(5_000, () => socket.destroy());
  });
}

const call = (path: string, headers: string): Promise<string> =>
  raw(`GET ${path} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);

test.each([
  ['/nowhere', 404, 'not_found'],
  ['/v1/', 404, 'not_found'],
  ['/v1/metrics/orders', 404, 'not_found'],
  ['/%', 400, 'bad_request'],
  ['/v1/metrics/%ff/series', 400, 'bad_request'],
  ['/v1/metrics/nothing/series', 404, 'unknown_metric'],
  ['/v1/metrics/orders/series?by=citi', 400, 'unknown_dimension'],
  ['/v1/metrics/orders/series?step=1x', 400, 'invalid_parameter'],
  ['/v1/metrics/orders/series?__proto__=1', 400, 'invalid_parameter'],
  [`/v1/metrics/${'x'.repeat(90)}/series`, 404, 'unknown_metric'],
])('GET %s is %i %s', async (path, status, code) => {
  const reply = await running.get(path);
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
  expect(reply.body).toEqual({
    type: 'about:blank',
    title: expect.any(String),
    status,
    code,
    detail: expect.any(String),
  });
  expect(reply.status).toBe(status);
});

test.each([
  ['DELETE', '/v1/metrics', 'GET, HEAD'],
  ['PUT', '/v1/events', 'POST, GET, HEAD'],
  ['POST', '/v1/pipeline', 'GET, HEAD'],
  ['OPTIONS', '/v1/catalog', 'GET, HEAD'],
  ['PATCH', '/v1/ingest-ledger/abcdefabcdefabcdef', 'GET, PUT, HEAD'],
])('%s %s is not possible, and says what is', async (method, path, allow) => {
  const response = await fetch(running.url + path, { method });
  expect(await response.json()).toMatchObject({ status: 405, code: 'method_not_allowed' });
  expect(response.headers.get('allow')?.split(', ').toSorted()).toEqual(allow.split(', ').toSorted());
});

test.each([
  ['', 'host_not_allowed'],
  ['Host: evil.example\r\n', 'host_not_allowed'],
  ['Host: evil.example:80\r\n', 'host_not_allowed'],
  ['Host: 127.0.0.1.evil.example\r\n', 'host_not_allowed'],
  ['Host: 192.168.0.7\r\n', 'host_not_allowed'],
  ['Host: 127.0.0.1\r\nOrigin: http://evil.example\r\n', 'origin_not_allowed'],
  ['Host: 127.0.0.1\r\nOrigin: null\r\n', 'origin_not_allowed'],
  ['Host: 127.0.0.1:4000\r\nOrigin: http://127.0.0.1:5000\r\n', 'origin_not_allowed'],
])('with %j it is %s, on every door', async (headers, code) => {
  for (const path of ['/v1/metrics', '/healthz', '/metrics', '/nowhere', '/']) {
    const answer = await call(path, headers);
    // Without a Host header the request is no HTTP/1.1 at all.
    expect(answer).toMatch(headers === '' ? / 400 / : new RegExp(`403.*"code":"${code}"`, 's'));
  }
});

test.each([
  'Host: localhost:1234\r\n',
  'Host: [::1]:4000\r\n',
  'Host: LOCALHOST\r\n',
  'Host: wall.example\r\nOrigin: https://wall.example\r\n',
  'Host: 127.0.0.1:9\r\nOrigin: http://127.0.0.1:9\r\n',
])('with %j it is allowed', async (headers) => {
  expect(await call('/healthz', headers)).toContain('200 OK');
});

test('what is no HTTP is answered as a problem, and the server lives on', async () => {
  expect(await raw('\u0000\u0001 nonsense\r\n\r\n')).toMatch(
    /^HTTP\/1.1 400 .*application\/problem\+json.*"code":"bad_request"/s,
  );
  expect(await raw(`GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1.1 4/,
  );
  expect((await running.get('/healthz')).body).toEqual({ status: 'ok' });
});

test('a body that is shorter than it says is no request', async () => {
  const answer = await raw(
    'POST /v1/dead-letters/replay HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\nConnection: close\r\n\r\n{"a":',
  );
  expect(answer).toContain('"code":"invalid_json"');
});

test.each([
  ['{', 400, 'invalid_json'],
  ['', 400, 'invalid_json'],
  ['{"__proto__":{"a":1}}', 400, 'invalid_json'],
  ['{"code":"nothing"}', 400, 'invalid_parameter'],
  ['[]', 400, 'invalid_parameter'],
])('a JSON body %j is %i %s', async (body, status, code) => {
  expect((await running.post('/v1/dead-letters/replay', 'application/json', body)).body).toMatchObject({
    status,
    code,
  });
});

test('headers keep a page from being framed, sniffed or fed by others', async () => {
  const { headers } = await running.get('/healthz');
  expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(headers.get('content-security-policy')).toContain("object-src 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('access-control-allow-origin')).toBeNull();
});

test('the API is described completely', async () => {
  const { body } = await running.get('/openapi.json');
  const doors = Object.entries(body['paths'] as Record<string, Record<string, unknown>>);
  for (const [path, methods] of doors) {
    const url = running.url + path.replace('{name}', 'orders').replace('{fileHash}', 'abcdefabcdefabcdef');
    const allowed = (await fetch(url, { method: 'DELETE' })).headers.get('allow')?.split(', ');
    expect(allowed?.filter((method) => method !== 'HEAD').toSorted()).toEqual(
      Object.keys(methods)
        .map((method) => method.toUpperCase())
        .toSorted(),
    );
  }
  expect(doors.length).toBeGreaterThanOrEqual(12);
});

test('a fault inside is told to nobody outside', async () => {
  const { store } = running.world;
  const search = store.searchEvents.bind(store);
  store.searchEvents = async () => Promise.reject(new Error('secret of data.sqlite'));
  const reply = await running.get('/v1/events');
  store.searchEvents = search;
  expect(reply.body).toMatchObject({ status: 500, code: 'internal' });
  expect(JSON.stringify(reply.body)).not.toMatch(/secret|stack|\.ts/);
});
