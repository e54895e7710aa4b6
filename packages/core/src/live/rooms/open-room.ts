import type { LiveSnapshot, LiveUpdate } from '@tidewatch/contract/socket';
import type { Room } from './room.ts';

const asOfEveryMs = 1_000;

/** What a new subscriber starts from. */
export interface RoomStart {
  readonly room: string;
  readonly seq: number;
  readonly asOf: number | null;
  readonly snapshot: LiveSnapshot;
}

/** A room with its number of messages and its subscribers. */
export class OpenRoom {
  readonly key: string;
  readonly room: Room;
  /** Resolves when the first snapshot is there. */
  readonly opened: Promise<void>;
  #isOpen = false;
  #seq = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #sentAsOf: number | null = null;
  #subscribers = 0;
  #emptySince: number;

  constructor(key: string, room: Room, now: number) {
    this.key = key;
    this.room = room;
    this.#emptySince = now;
    this.opened = this.#open();
  }

  async #open(): Promise<void> {
    await this.room.open();
    this.#isOpen = true;
  }

  join(): void {
    this.#subscribers++;
  }

  leave(now: number): void {
    this.#subscribers = Math.max(0, this.#subscribers - 1);
    if (this.#subscribers === 0) this.#emptySince = now;
  }

  /** Nobody has watched for so long. */
  isIdle(now: number, afterMs: number): boolean {
    return this.#subscribers === 0 && now - this.#emptySince >= afterMs;
  }

  start(): RoomStart {
    return { room: this.key, seq: this.#seq, asOf: this.#sentAsOf ?? this.room.asOf, snapshot: this.room.snapshot() };
  }

  /** The next message: changes, or as-of alone once a second. */
  next(now: number): LiveUpdate | null {
    if (!this.#isOpen) return null;
    const message = this.room.next(now);
    const { asOf } = this.room;
    if (message === null && now - this.#sentAt < asOfEveryMs) return null;
    this.#seq++;
    this.#sentAt = now;
    this.#sentAsOf = asOf;
    return { room: this.key, seq: this.#seq, asOf, sentAt: now, ...message };
  }
}
