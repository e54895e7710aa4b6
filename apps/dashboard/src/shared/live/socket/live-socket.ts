import type { LiveQuery, LiveUpdate, SubscribeAck } from '@tidewatch/contract/socket';
import type { Person } from '@tidewatch/contract/operations/cases';

/**
 * What the live client needs from a socket. The socket reconnects by itself and calls `opened` each time;
 * it MUST NOT send what was asked for on an earlier connection.
 */
export interface LiveSocket {
  start(listeners: LiveSocketListeners): void;
  /** Answers once: the acknowledgement, or null when none came in time. */
  subscribe(query: LiveQuery, answer: (ack: SubscribeAck | null) => void): void;
  unsubscribe(room: string): void;
  /** Says which event this screen shows; null: none. */
  look(key: string | null, person: Person): void;
  stop(): void;
}

export interface LiveSocketListeners {
  opened(): void;
  /** A connection that was open ended. */
  closed(): void;
  /** An attempt to connect failed. */
  failed(): void;
  updated(message: LiveUpdate): void;
}
