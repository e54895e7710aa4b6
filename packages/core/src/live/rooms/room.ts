import type { LiveSnapshot, LiveUpdate } from '@tidewatch/contract/socket';

/** What a room says to its subscribers; the room's key and number are added by whoever sends it. */
export type RoomMessage = Pick<LiveUpdate, 'changes' | 'snapshot'>;

/** One query that somebody watches, with one caller's rights. */
export interface Room {
  /** Prepares the first snapshot. Rejects with a problem code when the query cannot be answered. */
  open(): Promise<void>;
  readonly asOf: number | null;
  /** Everything up to the last message. */
  snapshot(): LiveSnapshot;
  /** What changed since the last message; null for nothing. */
  next(now: number): RoomMessage | null;
  close(): void;
}
