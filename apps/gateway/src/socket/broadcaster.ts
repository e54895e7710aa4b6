import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LiveUpdate } from '@tidewatch/contract/socket';
import type { RoomStart } from '@tidewatch/core/live/rooms/open-room';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import type { LiveNamespaceServer, LiveSocket } from './live-namespace.ts';

/** Sockets that are written to in one turn of the event loop. */
const socketsPerTurn = 250;
/** Messages that may wait for one socket and each of its rooms before updates are skipped for it. */
const waitingMessagesMax = 8;

interface Member {
  readonly socket: LiveSocket;
  readonly waiting: () => number;
  /** Updates were skipped: it needs a snapshot when it has drained. */
  behind: boolean;
}

/** Sends the messages of rooms to their sockets. */
export class Broadcaster {
  readonly #namespace: LiveNamespaceServer;
  readonly #telemetry: Telemetry;
  readonly #snapshot: (room: string) => RoomStart | null;
  readonly #rooms = new Map<string, Map<string, Member>>();
  /** How many rooms each socket is in: a page with many panels has as many messages under way at once. */
  readonly #roomsOfSocket = new Map<string, number>();
  readonly #sending = new Map<string, Promise<void>>();

  constructor(namespace: LiveNamespaceServer, telemetry: Telemetry, snapshot: (room: string) => RoomStart | null) {
    this.#namespace = namespace;
    this.#telemetry = telemetry;
    this.#snapshot = snapshot;
  }

  /** `waiting`: messages that the socket has not taken yet. Returns false when the socket is in the room already. */
  join(room: string, socket: LiveSocket, waiting: () => number): boolean {
    let members = this.#rooms.get(room);
    if (members === undefined) {
      members = new Map();
      this.#rooms.set(room, members);
    }
    if (members.has(socket.id)) return false;
    members.set(socket.id, { socket, waiting, behind: false });
    this.#roomsOfSocket.set(socket.id, (this.#roomsOfSocket.get(socket.id) ?? 0) + 1);
    return true;
  }

  /** Returns false when the socket was not in the room. */
  leave(room: string, socket: LiveSocket): boolean {
    const members = this.#rooms.get(room);
    if (members === undefined || !members.delete(socket.id)) return false;
    if (members.size === 0) this.#rooms.delete(room);
    const left = (this.#roomsOfSocket.get(socket.id) ?? 1) - 1;
    if (left === 0) this.#roomsOfSocket.delete(socket.id);
    else this.#roomsOfSocket.set(socket.id, left);
    return true;
  }

  /** Sends one message to all members, those who are behind excepted. Large rooms take several turns; messages stay in order. */
  send(update: LiveUpdate): void {
    const members = this.#rooms.get(update.room);
    if (members === undefined) return;
    const ready: string[] = [];
    for (const [id, member] of members) if (this.#isReady(member, update)) ready.push(id);
    const before = this.#sending.get(update.room);
    if (before === undefined && ready.length <= socketsPerTurn) {
      this.#write(ready, update);
      return;
    }
    const sending = (before ?? Promise.resolve()).then(() => this.#sendInTurns(ready, update));
    this.#sending.set(update.room, sending);
    void sending.finally(() => {
      if (this.#sending.get(update.room) === sending) this.#sending.delete(update.room);
    });
  }

  #isReady(member: Member, { room, sentAt }: LiveUpdate): boolean {
    const waiting = member.waiting();
    if (waiting >= waitingMessagesMax * (this.#roomsOfSocket.get(member.socket.id) ?? 1)) {
      if (!member.behind) this.#telemetry.count('slow_sockets', 1);
      member.behind = true;
      return false;
    }
    if (!member.behind) return true;
    // A snapshot goes out when everything before it has gone.
    if (waiting > 0 || this.#sending.has(room)) return false;
    const start = this.#snapshot(room);
    if (start === null) return false;
    member.behind = false;
    member.socket.emit('update', { ...start, sentAt });
    return false;
  }

  async #sendInTurns(ids: readonly string[], update: LiveUpdate): Promise<void> {
    for (let from = 0; from < ids.length; from += socketsPerTurn) {
      if (from > 0) await nextTurn();
      this.#write(ids.slice(from, from + socketsPerTurn), update);
    }
  }

  /** One payload for all: it is serialised once for each turn. */
  #write(ids: string[], update: LiveUpdate): void {
    if (ids.length > 0) this.#namespace.to(ids).emit('update', update);
  }
}
