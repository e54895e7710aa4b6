import type { Server as HttpServer } from 'node:http';
import { liveNamespace, type SubscribeAck } from '@tidewatch/contract/socket';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { PresenceList } from '@tidewatch/core/cases/presence-list';
import type { RoomSet } from '@tidewatch/core/live/rooms/room-set';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { Server } from 'socket.io';
import type { GatewayParts } from '../doors/gateway-parts.ts';
import type { CallHeaders } from '../http/allowed-callers.ts';
import { problemOfError } from '../http/problem.ts';
import { servePresence } from '../operations/cases/serve-presence.ts';
import { Broadcaster } from './broadcaster.ts';
import type { LiveNamespaceServer, LiveSocket } from './live-namespace.ts';
import { countWaiting } from './waiting-messages.ts';
import { readLiveQuery } from './live-query-schema.ts';

const messageBytesMax = 64 * 1024;
const roomsPerSocketMax = 200;

export interface SocketParts extends Pick<GatewayParts, 'access' | 'telemetry' | 'clock'> {
  readonly presence: PresenceList;
  readonly rooms: RoomSet;
  readonly isAllowed: (headers: CallHeaders) => boolean;
}

/** Serves the namespace `/live` on an HTTP server. Returns what closes it, with all its sockets. */
export function attachSocket(server: HttpServer, parts: SocketParts): () => Promise<void> {
  const { rooms, telemetry } = parts;
  const io = new Server(server, {
    serveClient: false,
    maxHttpBufferSize: messageBytesMax,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    allowRequest: ({ headers }, answer) => answer(null, parts.isAllowed(headers)),
  });
  const namespace: LiveNamespaceServer = io.of(liveNamespace);
  const broadcaster = new Broadcaster(namespace, telemetry, (room) => rooms.snapshot(room));
  const updates = rooms.updates.subscribe((update) => broadcaster.send(update));
  namespace.on('connection', (socket) => {
    telemetry.gauge('sockets', namespace.sockets.size);
    serveSocket(socket, parts, broadcaster);
    servePresence(socket, parts.presence, parts.clock);
    socket.on('disconnect', () => telemetry.gauge('sockets', namespace.sockets.size));
  });
  return async () => {
    updates.unsubscribe();
    io.disconnectSockets(true);
    // The HTTP server is the owner's; only the engine is closed here.
    io.engine.close();
  };
}

function serveSocket(socket: LiveSocket, parts: SocketParts, broadcaster: Broadcaster): void {
  const { rooms } = parts;
  const joined = new Set<string>();
  let joining = 0;
  const waiting = countWaiting(socket);
  const leave = (room: string): void => {
    if (!joined.delete(room)) return;
    broadcaster.leave(room, socket);
    rooms.leave(room);
  };
  const subscribe = async (query: unknown, ack: (answer: SubscribeAck) => void): Promise<void> => {
    if (joined.size + joining >= roomsPerSocketMax) {
      throw new TidewatchError(
        'too_many_requests',
        `One connection may watch ${roomsPerSocketMax} queries; unsubscribe from some.`,
      );
    }
    joining++;
    try {
      await rooms.join(readLiveQuery(query), parts.access(socket.handshake), (start) => {
        // The room counts each join; a socket that asks twice is counted once.
        if (!socket.connected || joined.has(start.room)) rooms.leave(start.room);
        else {
          joined.add(start.room);
          broadcaster.join(start.room, socket, waiting);
        }
        ack(start);
      });
    } finally {
      joining--;
    }
  };
  socket.on('subscribe', (request: unknown, answer: unknown) => {
    const ack = typeof answer === 'function' ? (answer as (answer: SubscribeAck) => void) : () => undefined;
    const query = typeof request === 'object' && request !== null && 'query' in request ? request.query : undefined;
    subscribe(query, ack).catch((error: unknown) => {
      const problem = problemOfError(error);
      if (problem.code === 'internal') logFault(parts.telemetry, error);
      ack({ error: problem });
    });
  });
  socket.on('unsubscribe', (request: unknown) => {
    const room = typeof request === 'object' && request !== null && 'room' in request ? request.room : undefined;
    if (typeof room === 'string') leave(room);
  });
  socket.on('disconnect', () => {
    for (const room of joined) leave(room);
  });
}

function logFault(telemetry: Telemetry, error: unknown): void {
  telemetry.log('error', 'a subscription failed', { fault: error instanceof Error ? error.name : 'unknown' });
}
