import type { CloudEvent } from '@tidewatch/contract';

/** Where produced events go. */
export interface EventSink {
  /** Events known to be durable. */
  readonly accepted: number;
  /** How many were rejected, by code. */
  readonly rejected: ReadonlyMap<string, number>;
  /** Resolves as soon as more may be sent. One call at a time. */
  send(events: readonly CloudEvent[]): Promise<void>;
  /** Resolves when everything was answered. */
  finish(): Promise<void>;
  close(): Promise<void>;
}
