import type { LiveChanges, LiveQuery, LiveSnapshot, LiveUpdate, SubscribeAck } from '@tidewatch/contract/socket';
import { createServerClock } from '../../time/server-clock.ts';
import { createLiveClient, type Connection } from '../live-client.ts';
import type { LiveView } from '../live-view.ts';
import type { LiveSocket, LiveSocketListeners } from './live-socket.ts';

export const query = { kind: 'series', metric: 'orders', from: 'now-3h' } as const;
const longEnoughToPaint = 600;

export const snapshotOf = (value: number): LiveSnapshot => ({
  kind: 'series',
  answer: {
    metric: 'orders',
    unit: null,
    step: '1m',
    tz: 'UTC',
    from: 0,
    to: 180 * 60_000,
    asOf: 1_000,
    series: [{ group: {}, points: [[60_000, value]], total: value }],
    truncated: false,
    history: 'available',
  },
});

export const changesTo = (value: number): LiveChanges => ({
  kind: 'series',
  history: 'available',
  series: [{ group: {}, points: [[60_000, value]], total: value }],
});

/** A socket whose other end is the test. */
const fakeSocket = () => {
  const asked: { query: LiveQuery; answer: (ack: SubscribeAck | null) => void }[] = [];
  const left: string[] = [];
  const looks: (string | null)[] = [];
  let to: LiveSocketListeners | null = null;
  const socket: LiveSocket = {
    start: (listeners) => (to = listeners),
    subscribe: (asking, answer) => asked.push({ query: asking, answer }),
    unsubscribe: (room) => left.push(room),
    look: (key) => looks.push(key),
    stop: () => (to = null),
  };
  return {
    socket,
    asked,
    left,
    looks,
    open: () => to?.opened(),
    close: () => to?.closed(),
    fail: () => to?.failed(),
    update: (message: Partial<LiveUpdate>) =>
      to?.updated({ room: 'a', seq: 0, asOf: 2_000, sentAt: 5_000, ...message }),
    accept: (index: number, seq: number, value: number, room = 'a') =>
      asked[index]?.answer({ room, seq, asOf: 1_000, snapshot: snapshotOf(value) }),
  };
};

/** A client on a fake socket, with everything that it published. `advance` moves the fake timers that must be in place. */
export const clientOnFakeSocket = (advance: (ms: number) => void) => {
  const server = fakeSocket();
  const connections: Connection[] = [];
  const clock = createServerClock(
    () => performance.now(),
    () => Date.now(),
  );
  const client = createLiveClient({
    socket: server.socket,
    clock,
    onConnection: (connection) => connections.push(connection),
    random: () => 0,
  });
  client.start();
  const views: LiveView[] = [];
  const paint = () => advance(longEnoughToPaint);
  const total = () => {
    const snapshot = views.at(-1)?.snapshot;
    return snapshot?.kind === 'series' ? snapshot.answer.series[0]?.total : undefined;
  };
  const listen = (asking: LiveQuery = query) => client.subscribe(asking, (view) => views.push(view));
  return { server, client, views, connections, paint, total, listen };
};
