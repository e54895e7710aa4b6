import type {
  CaseSnapshot,
  CasesSnapshot,
  LiveUpdate,
  PresenceSnapshot,
  SubscribeAck,
} from '@tidewatch/contract/socket';
import type { IndexedEvent } from '@tidewatch/core/ports/metric-store';
import { eventKey } from '@tidewatch/core/query/events/event-key';
import { RollupsWorld, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGateway, type RunningGateway } from '../../testing/running-gateway.fixture.ts';

const rina = { id: 'person-rina', name: 'Rina' };
const stored: IndexedEvent = {
  topic: 'events',
  partition: 0,
  offset: 1,
  appendTime: worldStartMs,
  event: {
    id: 'o1',
    source: 'shop',
    type: 'suite.e0',
    time: worldStartMs - 60_000,
    subject: 'o1',
    imported: false,
    data: { city: 'Surabaya' },
  },
};
const key = eventKey(stored.event);

let running: RunningGateway;
const sockets: Socket[] = [];
beforeEach(async () => {
  const world = new RollupsWorld(worldStartMs);
  world.store.events = [stored];
  running = await startGateway({ world });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await running.gateway.stop();
});

async function connect(): Promise<Socket> {
  const socket = io(`${running.url}/live`, { transports: ['websocket'], forceNew: true, reconnection: false });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
  return socket;
}

/** The room of a query: its snapshot, and everything that it says later. */
async function watch<Snapshot>(socket: Socket, query: Readonly<Record<string, unknown>>) {
  const changes: Partial<Snapshot>[] = [];
  const updates: LiveUpdate[] = [];
  socket.on('update', (update: LiveUpdate) => updates.push(update));
  const ack = (await socket.timeout(5_000).emitWithAck('subscribe', { query })) as SubscribeAck;
  if ('error' in ack) throw new Error(ack.error.code);
  const read = (): readonly Partial<Snapshot>[] => {
    for (const { room, changes: change } of updates.splice(0))
      if (room === ack.room && change !== undefined) changes.push(change as unknown as Partial<Snapshot>);
    return changes;
  };
  return { snapshot: ack.snapshot as unknown as Snapshot, read };
}

const claim = () => running.postJson(`/v1/cases/${key}/claim`, { request: 'request-1', by: rina });

test('an open screen hears of a claim, in the case, in the queue and in every list', async () => {
  const socket = await connect();
  const one = await watch<CaseSnapshot>(socket, { kind: 'case', key });
  const queue = await watch<CasesSnapshot>(socket, { kind: 'cases', type: ['suite.e0'] });
  const all = await watch<{ cases: unknown[] }>(socket, { kind: 'case-changes' });
  expect(one.snapshot).toMatchObject({ event: { id: 'o1' }, case: null });
  expect(queue.snapshot).toMatchObject({ rows: [{ event: { key }, case: null }], counts: { open: 1, free: 1 } });
  expect(all.snapshot.cases).toEqual([]);
  expect((await claim()).status).toBe(200);
  await expect.poll(() => one.read().at(-1)?.case?.claim?.by).toEqual(rina);
  await expect
    .poll(() => queue.read().at(-1))
    .toMatchObject({
      rows: [{ event: { key }, case: { claim: { by: rina } } }],
      gone: [],
      counts: { free: 0, claimed: 1 },
    });
  await expect.poll(() => all.read().at(-1)?.cases).toMatchObject([{ key, claim: { by: rina } }]);
});

test('what leaves a part of the queue is said', async () => {
  const socket = await connect();
  const free = await watch<CasesSnapshot & { gone: readonly string[] }>(socket, {
    kind: 'cases',
    type: ['suite.e0'],
    show: 'free',
  });
  await claim();
  await expect.poll(() => free.read().at(-1)).toMatchObject({ rows: [], gone: [key] });
});

test('a case of an event that is not there cannot be watched', async () => {
  const none = eventKey({ time: 5, source: 'a', id: 'b' });
  await expect(watch(await connect(), { kind: 'case', key: none })).rejects.toThrow('unknown_event');
});

test('who looks is seen by others, and gone with the socket', async () => {
  const [first, second] = [await connect(), await connect()];
  const seen = await watch<PresenceSnapshot>(second, { kind: 'presence' });
  expect(seen.snapshot.looking).toEqual([]);
  first.emit('look', { key, person: rina });
  await expect.poll(() => seen.read().at(-1)?.looking).toMatchObject([{ key, person: rina }]);
  first.close();
  running.world.now += 1_000;
  await expect.poll(() => seen.read().at(-1)?.looking).toEqual([]);
});

test('looks that cannot be read are left out, and a flood of them ends at the newest', async () => {
  const [first, second] = [await connect(), await connect()];
  const seen = await watch<PresenceSnapshot>(second, { kind: 'presence' });
  for (const wrong of [null, 42, { key: 'x', person: rina }, { key, person: { id: 'a', name: 'b' } }, { key }])
    first.emit('look', wrong);
  for (let index = 0; index < 100; index++) first.emit('look', { key, person: { ...rina, name: `Rina ${index}` } });
  const newest = () => {
    running.world.now += 500;
    return seen
      .read()
      .at(-1)
      ?.looking?.map(({ person }) => person.name);
  };
  await expect.poll(newest, { timeout: 10_000 }).toEqual(['Rina 99']);
});
