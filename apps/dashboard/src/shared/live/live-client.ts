import type { LiveQuery, SubscribeAck } from '@tidewatch/contract/socket';
import type { Person } from '@tidewatch/contract/operations/cases';
import type { ServerClock } from '../time/server-clock.ts';
import type { LiveView, SnapshotOf } from './live-view.ts';
import { createPainter } from './painter.ts';
import { SharedSubscriptions } from './shared-subscriptions.ts';
import type { LiveSocket, LiveSocketListeners } from './socket/live-socket.ts';
import type { SubscriptionHost } from './subscription.ts';

/** `since`: server clock, epoch ms, when this state began. `attempts`: failed attempts since the connection was lost. */
export interface Connection {
  readonly state: 'connecting' | 'open' | 'lost';
  readonly since: number;
  readonly attempts: number;
}

export interface LiveClientOptions {
  readonly socket: LiveSocket;
  readonly clock: ServerClock;
  readonly onConnection: (connection: Connection) => void;
  /** Called before the listeners at each repaint: the moment for everything else that moves. */
  readonly onPaint?: () => void;
  readonly publishEveryMs?: number;
  readonly random?: () => number;
}

export interface LiveClient {
  start(): void;
  /** Asks now and after each reconnect. `listener` hears at most every `publishEveryMs`, and never while paused. Returns how to end it. */
  subscribe<Query extends LiveQuery>(query: Query, listener: (view: LiveView<SnapshotOf<Query>>) => void): () => void;
  /** Tells the others which event this screen shows, now and after each reconnect; null: none. */
  look(key: string | null, person: Person): void;
  /** Asks for a repaint without new data: time moved on. */
  repaint(): void;
  /** Listeners hear nothing until `resume`; data is still received, so that resuming shows the present at once. */
  pause(): void;
  resume(): void;
  stop(): void;
}

/** One socket for the whole page. Connect and reconnect are one path; what belongs to an old connection is ignored. */
export const createLiveClient = (options: LiveClientOptions): LiveClient => {
  const { socket, clock, onConnection, onPaint, publishEveryMs = 500, random = Math.random } = options;
  const subscriptions = new SharedSubscriptions();
  let look: { readonly key: string | null; readonly person: Person } | null = null;
  let connection: Connection = { state: 'connecting', since: clock.now(), attempts: 0 };

  const painter = createPainter(() => {
    onPaint?.();
    subscriptions.publish();
  }, publishEveryMs);

  const host: SubscriptionHost = {
    send: (query, answer) => socket.subscribe(query, (ack) => answer(hearClock(ack, clock))),
    release(room) {
      if (connection.state === 'open' && !subscriptions.uses(room)) socket.unsubscribe(room);
    },
    changed(subscription) {
      subscriptions.changed(subscription);
      painter.request();
    },
    now: () => clock.now(),
    random,
  };

  const connectionIs = (state: Connection['state'], attempts: number) => {
    const since = state === connection.state ? connection.since : clock.now();
    connection = { state, since, attempts };
    onConnection(connection);
  };

  const listeners: LiveSocketListeners = {
    opened() {
      connectionIs('open', 0);
      for (const subscription of subscriptions) subscription.opened();
      // The server forgot this screen with the old connection.
      if (look !== null && look.key !== null) socket.look(look.key, look.person);
    },
    closed() {
      connectionIs('lost', 0);
      for (const subscription of subscriptions) subscription.closed();
    },
    failed: () => connectionIs(connection.state, connection.attempts + 1),
    updated(message) {
      clock.observe(message.sentAt);
      subscriptions.deliver(message);
    },
  };

  return {
    start: () => socket.start(listeners),
    subscribe(query, listener) {
      const { subscription, isNew, end } = subscriptions.add(query, listener, host);
      if (!isNew) host.changed(subscription);
      else if (connection.state === 'open') subscription.opened();
      return end;
    },
    look(key, person) {
      look = { key, person };
      if (connection.state === 'open') socket.look(key, person);
    },
    repaint: () => painter.request(),
    pause: () => painter.pause(),
    resume: () => painter.resume(),
    stop() {
      painter.stop();
      socket.stop();
    },
  };
};

/** A pipeline answer carries the server's time: the page knows it before the first update. */
const hearClock = (ack: SubscribeAck | null, clock: ServerClock): SubscribeAck | null => {
  if (ack !== null && 'snapshot' in ack && ack.snapshot.kind === 'pipeline') clock.observe(ack.snapshot.pipeline.now);
  return ack;
};
