import type { LiveUpdate, SubscribeAck } from '@tidewatch/contract/socket';
import type { SeriesAnswer } from '@tidewatch/contract/queries';
import { ClientModel } from '@tidewatch/testkit/live-world/client-model';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGateway, until, type RunningGateway } from '../testing/running-gateway.fixture.ts';

const minuteMs = 60_000;
let running: RunningGateway;
const sockets: Socket[] = [];
/** All updates of each socket: one that comes with the acknowledgement is there before whoever awaits the latter goes on. */
const heardBy = new WeakMap<Socket, LiveUpdate[]>();
beforeEach(async () => {
  running = await startGateway();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await running.gateway.stop();
});

async function connect(options: Readonly<Record<string, unknown>> = {}): Promise<Socket> {
  const socket = io(`${running.url}/live`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    ...options,
  });
  sockets.push(socket);
  const heard: LiveUpdate[] = [];
  heardBy.set(socket, heard);
  socket.on('update', (update: LiveUpdate) => heard.push(update));
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
  return socket;
}

async function ask(socket: Socket, request: unknown): Promise<SubscribeAck> {
  return (await socket.timeout(5_000).emitWithAck('subscribe', request)) as SubscribeAck;
}

async function watch(socket: Socket, query: unknown): Promise<Exclude<SubscribeAck, { error: unknown }>> {
  const ack = await ask(socket, { query });
  if ('error' in ack) throw new Error(ack.error.detail);
  return ack;
}

/** Events of every partition, so that as-of is known, and their publication. */
function happen(count: number): void {
  const { world } = running;
  for (let partition = 0; partition < 3; partition++) {
    world.arrive(
      partition,
      Array.from({ length: count }, (_, index) => ({
        time: world.now - index * minuteMs,
        merchant: `m${index % 4}`,
        city: 'c',
        amount: index,
      })),
    );
    world.publish(partition);
  }
}

function modelOf(socket: Socket, start: Exclude<SubscribeAck, { error: unknown }>): ClientModel {
  const model = new ClientModel(start);
  const take = (update: LiveUpdate): void => {
    if (update.room === start.room && update.seq > start.seq) model.take(update);
  };
  for (const update of heardBy.get(socket) ?? []) take(update);
  socket.on('update', take);
  return model;
}

const byGroup = (answer: SeriesAnswer): unknown => ({
  ...answer,
  series: Object.fromEntries(answer.series.map((one) => [JSON.stringify(one.group), one])),
});

test('a snapshot and its updates are what the query says at each as-of', async () => {
  happen(5);
  const socket = await connect();
  const model = modelOf(
    socket,
    await watch(socket, { kind: 'series', metric: 'value', from: 'now-1h', by: ['merchant'], limit: 2 }),
  );
  for (let round = 0; round < 4; round++) {
    running.world.now += 20_000;
    happen(3);
    if (round === 2) running.world.seal(1);
    await until(() => model.answer().asOf === running.world.now);
    const { body } = await running.get<SeriesAnswer>('/v1/metrics/value/series?from=now-1h&by=merchant&limit=2');
    await until(() => model.answer().from === body.from && model.answer().to === body.to);
    expect(byGroup(model.answer())).toEqual(byGroup(body));
  }
});

test('one room serves equal queries; who comes later begins where it is', async () => {
  happen(2);
  const [first, second] = [await connect(), await connect()];
  const start = await watch(first, { kind: 'series', metric: 'orders', by: ['city', 'merchant'] });
  const model = modelOf(first, start);
  running.world.now += 1_000;
  happen(1);
  await until(() => model.updates > 1);
  const later = await watch(second, { kind: 'series', metric: 'orders', by: ['merchant', 'city'], tz: 'UTC' });
  expect(later.room).toBe(start.room);
  expect(later.seq).toBeGreaterThan(start.seq);
  const other = await watch(second, { kind: 'series', metric: 'orders', by: ['merchant'] });
  expect(other.room).not.toBe(start.room);
});

test('a client that comes back goes on without a gap', async () => {
  happen(2);
  const query = { kind: 'series', metric: 'plain', from: 'now-1h' };
  const first = await connect();
  modelOf(first, await watch(first, query));
  first.close();
  running.world.now += 30_000;
  happen(4);
  const second = await connect();
  const model = modelOf(second, await watch(second, query));
  running.world.now += 30_000;
  happen(1);
  await until(() => model.answer().asOf === running.world.now);
  const { body } = await running.get('/v1/metrics/plain/series?from=now-1h');
  await until(() => model.answer().from === body['from'] && model.answer().to === body['to']);
  expect(model.answer()).toEqual(body);
});

test('as-of comes each second, also when nothing happens', async () => {
  happen(1);
  const socket = await connect();
  const model = modelOf(socket, await watch(socket, { kind: 'series', metric: 'orders', from: 'now-5m' }));
  const before = model.updates;
  running.world.now += 1_100;
  for (let partition = 0; partition < 3; partition++) running.world.publish(partition);
  await until(() => model.updates > before && model.answer().asOf === running.world.now);
});

test('who has left hears nothing more', async () => {
  const socket = await connect();
  const { room } = await watch(socket, { kind: 'series', metric: 'orders' });
  let heard = 0;
  socket.on('update', () => heard++);
  socket.emit('unsubscribe', { room });
  await watch(socket, { kind: 'pipeline' });
  socket.emit('unsubscribe', { room: (await watch(socket, { kind: 'pipeline' })).room });
  await watch(socket, { kind: 'series', metric: 'plain' });
  const other = heard;
  happen(2);
  running.world.now += 5_000;
  await until(() => heard > other);
  expect(heard).toBeGreaterThan(0);
});

test('new events of a type are pushed, newest first, each once', async () => {
  const socket = await connect();
  const time = (back: number): string => new Date(running.world.now - back).toISOString();
  const event = (id: string, back: number): string =>
    JSON.stringify({
      specversion: '1.0',
      id,
      source: 's',
      type: 'suite.e1',
      time: time(back),
      data: { merchant: 'm1', patientName: 'Siti' },
    });
  await running.post('/v1/events', 'application/x-ndjson', `${event('old', 9_000)}\n${event('older', 10_000)}`);
  const start = await watch(socket, { kind: 'events', type: ['suite.e1'], where: ['merchant:m1'] });
  expect(start.snapshot).toMatchObject({ kind: 'events', events: [{ id: 'old' }, { id: 'older' }] });
  const ids: string[] = [];
  socket.on('update', ({ changes }: LiveUpdate) => {
    if (changes?.kind === 'events') ids.push(...changes.events.map(({ id }) => id));
    expect(JSON.stringify(changes ?? '')).not.toContain('Siti');
  });
  await running.post(
    '/v1/events',
    'application/x-ndjson',
    `${event('a', 2_000)}\n${event('b', 1_000)}\n${event('a', 2_000)}`,
  );
  await until(() => ids.length >= 2);
  expect(ids).toEqual(['b', 'a']);
});

test('the state of the pipeline is pushed', async () => {
  happen(3);
  const socket = await connect();
  const start = await watch(socket, { kind: 'pipeline' });
  expect(start.snapshot).toMatchObject({
    kind: 'pipeline',
    pipeline: { state: 'live', partitions: [{ read: 3, lagRecords: 0 }, {}, {}] },
  });
  const states: string[] = [];
  socket.on('update', ({ changes }: LiveUpdate) => {
    if (changes?.kind === 'pipeline') states.push(changes.pipeline.state);
  });
  running.world.now += 60_000;
  await until(() => states.includes('stopped'));
});

test.each([
  [undefined, 'invalid_parameter'],
  [null, 'invalid_parameter'],
  [{ query: null }, 'invalid_parameter'],
  [{ query: { kind: 'nothing' } }, 'invalid_parameter'],
  [{ query: { kind: 'series', metric: 'nothing' } }, 'unknown_metric'],
  [{ query: { kind: 'series', metric: 'orders', by: 'merchant' } }, 'invalid_parameter'],
  [{ query: { kind: 'series', metric: 'orders', by: ['__proto__'] } }, 'unknown_dimension'],
  [{ query: { kind: 'series', metric: { toString: 'x' } } }, 'invalid_parameter'],
  [{ query: { kind: 'series', metric: 'orders', wher: ['city:c'] } }, 'invalid_parameter'],
  [{ query: { kind: 'events', type: [], find: 'x' } }, 'invalid_parameter'],
  [{ query: { kind: 'events', type: ['nobody.knows'] } }, 'unknown_event_type'],
  [{ query: { kind: 'events', type: ['suite.e1'], where: ['patientName:Siti'] } }, 'unknown_dimension'],
  [{ query: { kind: 'series', metric: 'orders', from: 'now-30d', step: '1m' } }, 'query_too_wide'],
])('subscribe %j is %s', async (request, code) => {
  const socket = await connect();
  expect(await ask(socket, request)).toMatchObject({ error: { code, detail: expect.any(String) } });
  expect(await ask(socket, { query: { kind: 'pipeline' } })).toHaveProperty('room');
});

test('nonsense on the socket harms nobody', async () => {
  const socket = await connect();
  socket.emit('subscribe');
  socket.emit('subscribe', { query: { kind: 'pipeline' } }, 'no function');
  socket.emit('unsubscribe');
  socket.emit('unsubscribe', { room: { toString: 1 } });
  socket.emit('unsubscribe', { room: 'absent' });
  socket.emit('unheard', new Array(1_000).fill('x'));
  expect(await ask(socket, { query: { kind: 'pipeline' } })).toHaveProperty('room');
  const large = await connect();
  const closed = new Promise((resolve) => large.on('disconnect', resolve));
  large.emit('subscribe', { query: { kind: 'series', metric: 'x'.repeat(1_000_000) } }, () => undefined);
  await closed;
  expect((await running.get('/healthz')).status).toBe(200);
});

test('pages of other sites cannot connect, by either transport', async () => {
  for (const transports of [['websocket'], ['polling']]) {
    await expect(connect({ transports, extraHeaders: { origin: 'http://evil.example' } })).rejects.toThrow();
  }
  await expect(connect({ extraHeaders: { host: 'evil.example' } })).rejects.toThrow();
  await expect(connect({ transports: ['polling'], extraHeaders: { origin: running.url } })).resolves.toBeDefined();
});

test('one connection may watch only so many queries', async () => {
  const socket = await connect();
  const acks = await Promise.all(
    Array.from({ length: 210 }, (_, index) =>
      ask(socket, { query: { kind: 'series', metric: 'orders', where: [`city:c${index}`], from: 'now-2m' } }),
    ),
  );
  expect(acks.filter((ack) => 'error' in ack && ack.error.code === 'too_many_requests').length).toBeGreaterThanOrEqual(
    10,
  );
});
