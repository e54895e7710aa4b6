import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startGateway, type RunningGateway } from '../testing/running-gateway.fixture.ts';

const single = 'application/cloudevents+json';
const batch = 'application/cloudevents-batch+json';
const lines = 'application/x-ndjson';

let running: RunningGateway;
beforeAll(async () => {
  running = await startGateway();
});
afterAll(() => running.gateway.stop());

let before = 0;
beforeEach(() => {
  before = running.world.log.recordsOf('events', 0).length;
});

function event(id: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const time = new Date(running.world.now).toISOString();
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: 'shop',
    type: 'suite.e0',
    time,
    subject: `s-${id}`,
    data: { orderId: id },
    ...changes,
  });
}

/** Key and value of the records that the log has taken since the test began. */
function taken(): readonly (readonly [key: string, value: string])[] {
  const decoder = new TextDecoder();
  return running.world.log
    .recordsOf('events', 0)
    .slice(before)
    .map(({ key, value }) => [decoder.decode(key ?? new Uint8Array()), decoder.decode(value ?? new Uint8Array())]);
}

test.each([
  ['one event', single, () => event('a')],
  ['a batch', batch, () => ` [ ${event('a')} ,\n${event('b')}\t] `],
  ['lines', lines, () => `${event('a')}\r\n\n  ${event('b')}  \n${event('c')}`],
  ['lines with a byte order mark', lines, () => `\u{FEFF}${event('a')}\n`],
  ['an empty batch', batch, () => '[]'],
  ['no lines', lines, () => '\n\n'],
])('%s is taken as it was written', async (_, type, body) => {
  const text = body();
  const reply = await running.post('/v1/events', type, text);
  const events = text.replace('\u{FEFF}', '').match(/\{"specversion".*?\}\}/g) ?? [];
  expect(reply.status).toBe(202);
  expect(reply.body).toEqual({ accepted: events.length, rejected: [] });
  expect(taken().map(([, value]) => value)).toEqual(events);
});

test('the key is the subject, else the id', async () => {
  await running.post('/v1/events', lines, `${event('a')}\n${event('b', { subject: undefined })}`);
  expect(taken().map(([key]) => key)).toEqual(['s-a', 'b']);
});

test('numbers keep the digits that they were sent with', async () => {
  const precise = event('a').replace('"orderId":"a"', '"items":9007199254740993');
  await running.post('/v1/events', batch, `[${precise}]`);
  expect(taken()[0]?.[1]).toContain('9007199254740993');
});

test('a bad event never spoils its neighbours', async () => {
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const bad: readonly (readonly [string, string])[] = [
    ['{"id":', 'invalid_json'],
    ['42', 'invalid_envelope'],
    [event('x', { specversion: '0.3' }), 'unsupported_version'],
    [event('x', { id: undefined }), 'missing_id'],
    [event('x', { time: 'yesterday' }), 'invalid_time'],
    [event('x', { time: '1970-01-01T00:00:00Z' }), 'invalid_time'],
    [event('x', { time: '2999-01-01T00:00:00Z' }), 'time_in_future'],
    [event('x', { type: 'nobody.knows' }), 'unknown_type'],
    [event('x', { data: { orderId: 42 } }), 'invalid_data'],
    [event('x').replace('"orderId":"x"', `"extra":${deep}`), 'invalid_json'],
    [event('x', { data: { orderId: 'x'.repeat(300_000) } }), 'too_large'],
  ];
  const sent = bad.flatMap(([text], index) => [event(`good-${index}`), text]);
  for (const [type, body] of [
    [lines, sent.join('\n')],
    [batch, `[${sent.filter((text) => text !== '{"id":').join(',')}]`],
  ] as const) {
    const reply = await running.post('/v1/events', type, body);
    const known = type === lines ? bad : bad.slice(1);
    expect(reply.status).toBe(202);
    expect((reply.body['rejected'] as { code: string }[]).map(({ code }) => code)).toEqual(
      known.map(([, code]) => code),
    );
    expect(reply.body['accepted']).toBe(bad.length);
  }
  expect(taken().every(([, value]) => value.includes('"good-'))).toBe(true);
});

test('keys of the prototype are data like any other and change nothing', async () => {
  const hostile = event('a').replace(
    '"orderId":"a"',
    '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"orderId":"a"',
  );
  expect((await running.post('/v1/events', lines, `${hostile}\n{"__proto__":{"id":"x"}}`)).body).toMatchObject({
    accepted: 1,
    rejected: [{ index: 1 }],
  });
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('a line that is not UTF-8 is rejected, its neighbours are taken', async () => {
  const body = Buffer.concat([
    Buffer.from(`${event('ä')}\n`),
    Buffer.from([0x7b, 0xff, 0xfe, 0x0a]),
    Buffer.from(event('b')),
  ]);
  const reply = await running.post('/v1/events', lines, body);
  expect(reply.body).toEqual({
    accepted: 2,
    rejected: [{ index: 1, code: 'invalid_utf8', detail: expect.any(String) }],
  });
  expect((await running.post('/v1/events', batch, Buffer.from([0x5b, 0xff, 0x5d]))).body).toMatchObject({
    status: 400,
    code: 'invalid_json',
  });
});

test.each([
  ['an unfinished batch', batch, '[{"a":1}', 400, 'invalid_json'],
  ['a batch of loose ends', batch, '[{}}]', 400, 'invalid_json'],
  ['an open string', batch, '["a', 400, 'invalid_json'],
  ['something after the batch', batch, '[] x', 400, 'invalid_json'],
  ['a comma too many', batch, '[1,]', 400, 'invalid_json'],
  ['no batch', batch, '{}', 400, 'invalid_json'],
  ['one event that is no JSON', single, '{', 400, 'invalid_json'],
  [
    'one event that is too large',
    single,
    JSON.stringify({ specversion: '1.0', pad: 'x'.repeat(300_000) }),
    413,
    'body_too_large',
  ],
  ['plain JSON', 'application/json', '{}', 415, 'unsupported_media_type'],
  ['a form', 'application/x-www-form-urlencoded', 'a=1', 415, 'unsupported_media_type'],
])('%s is a problem of the request', async (_, type, body, status, code) => {
  const reply = await running.post('/v1/events', type, body);
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
  expect(reply.body).toMatchObject({
    status,
    code,
    type: 'about:blank',
    title: expect.any(String),
    detail: expect.any(String),
  });
  expect(reply.status).toBe(status);
  if (status === 415) expect(reply.body).toMatchObject({ detail: expect.stringContaining('application/x-ndjson') });
  expect(taken()).toEqual([]);
});

test('one bad event by itself is rejected in the 202', async () => {
  expect((await running.post('/v1/events', single, event('a', { type: 'nobody.knows' }))).body).toEqual({
    accepted: 0,
    rejected: [{ index: 0, code: 'unknown_type', detail: expect.any(String) }],
  });
});

test('a body of 60 MB is refused, and the next request is answered', async () => {
  const reply = await running.post('/v1/events', lines, new Uint8Array(60_000_000));
  expect(reply.body).toMatchObject({ status: 413, code: 'body_too_large' });
  // Closed under a caller who is still sending, the connection would break before the answer is read.
  expect(reply.headers.get('connection')).not.toBe('close');
  expect((await running.get('/healthz')).status).toBe(200);
});

test('requests at the same time share appends and keep their order', async () => {
  const bodies = Array.from({ length: 40 }, (_, index) => `${event(`${index}-0`)}\n${event(`${index}-1`)}`);
  const replies = await Promise.all(bodies.map((body) => running.post('/v1/events', lines, body)));
  expect(replies.map(({ body }) => body['accepted'])).toEqual(bodies.map(() => 2));
  const keys = taken().map(([key]) => key);
  expect(keys).toHaveLength(80);
  for (let index = 0; index < 40; index++)
    expect(keys.indexOf(`s-${index}-0`)).toBeLessThan(keys.indexOf(`s-${index}-1`));
});

test('events behind a number are shown in API units, personal data masked', async () => {
  const data = {
    orderId: 'o1',
    merchant: 'm1',
    amount: 1_250,
    acceptedAt: running.world.now,
    patientName: 'Siti',
    items: 2n ** 60n,
  };
  running.world.store.events = [
    {
      topic: 'events',
      partition: 1,
      offset: 7,
      appendTime: running.world.now + 5,
      event: {
        id: 'a',
        source: 'shop',
        type: 'suite.e0',
        time: running.world.now,
        subject: null,
        imported: false,
        data,
      },
    },
  ];
  const reply = await running.get('/v1/events?type=suite.e0&where=merchant:m1');
  const [found] = reply.body['events'] as readonly Record<string, unknown>[];
  expect(found).toMatchObject({
    partition: 1,
    offset: 7,
    time: new Date(running.world.now).toISOString(),
    data: {
      amount: 12.5,
      acceptedAt: new Date(running.world.now).toISOString(),
      patientName: null,
      items: String(2n ** 60n),
      city: null,
    },
    masked: ['patientName'],
  });
  expect(JSON.stringify(reply.body)).not.toContain('Siti');
});

test.each([
  ['?type=suite.e', 404, 'unknown_event_type'],
  ['?where=merchnt:x', 400, 'unknown_dimension'],
  ['?where=patientName:Siti', 400, 'unknown_dimension'],
  ['?limit=0', 400, 'invalid_parameter'],
  ['?limit=1&limit=2', 400, 'invalid_parameter'],
  ['?typ=suite.e0', 400, 'invalid_parameter'],
  ['?from=soon', 400, 'invalid_parameter'],
])('GET /v1/events%s is %i %s', async (search, status, code) => {
  expect((await running.get(`/v1/events${search}`)).body).toMatchObject({ status, code });
});
