import type { Looking } from '@tidewatch/contract/operations/cases';
import type { LiveSnapshot } from '@tidewatch/contract/socket';
import type { PresenceList } from '../../../cases/presence-list.ts';
import type { Room, RoomMessage } from '../room.ts';

const everyMs = 400;

/** Who looks at which event, whole at each change: the list is short. */
export class PresenceRoom implements Room {
  readonly #list: PresenceList;
  #looking: readonly Looking[] = [];
  #revision = -1;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(list: PresenceList) {
    this.#list = list;
  }

  get asOf(): null {
    return null;
  }

  async open(): Promise<void> {
    this.#read();
  }

  snapshot(): LiveSnapshot {
    return { kind: 'presence', looking: this.#looking };
  }

  next(now: number): RoomMessage | null {
    if (this.#revision === this.#list.revision || now - this.#sentAt < everyMs) return null;
    this.#sentAt = now;
    this.#read();
    return { changes: { kind: 'presence', looking: this.#looking } };
  }

  close(): void {}

  #read(): void {
    this.#revision = this.#list.revision;
    this.#looking = this.#list.looking();
  }
}
