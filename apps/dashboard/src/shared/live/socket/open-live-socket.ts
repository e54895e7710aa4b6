import type { ClientToServer, ServerToClient, SubscribeAck, liveNamespace } from '@tidewatch/contract/socket';
import { io, type Socket } from 'socket.io-client';
import type { LiveSocket } from './live-socket.ts';

const namespace: typeof liveNamespace = '/live';
const ackTimeoutMs = 10_000;

/** The socket.io connection to the gateway that served this page. */
export const openLiveSocket = (): LiveSocket => {
  const socket: Socket<ServerToClient, ClientToServer> = io(namespace, {
    autoConnect: false,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 3_000,
    timeout: 5_000,
  });
  return {
    start(listeners) {
      socket.on('connect', () => listeners.opened());
      socket.on('disconnect', (reason) => {
        listeners.closed();
        // The library leaves a connection alone that the server ended on purpose, as a gateway does when it stops.
        if (reason === 'io server disconnect') socket.connect();
      });
      socket.on('connect_error', () => {
        listeners.failed();
        if (!socket.active) setTimeout(() => socket.connect(), 3_000);
      });
      socket.on('update', (message) => listeners.updated(message));
      socket.connect();
    },
    subscribe(query, answer) {
      socket
        .timeout(ackTimeoutMs)
        .emit('subscribe', { query }, (error: Error | null, ack: SubscribeAck) => answer(error === null ? ack : null));
    },
    unsubscribe(room) {
      socket.emit('unsubscribe', { room });
    },
    look(key, person) {
      socket.emit('look', { key, person });
    },
    stop() {
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
};
