import type { EventLog } from '@tidewatch/core/ports/event-log';

/** One adapter under the contract suite, and what it can do beyond the port. */
export interface EventLogUnderTest {
  /**
   * A client of the one log. A technology with one process may answer the same object each time: then two `consume` calls on it
   * are two members, and `separateClients` is false.
   */
  connect(): Promise<EventLog>;
  /** Whether each `connect` answers a client that can be closed alone. */
  readonly separateClients: boolean;
  /** Closes everything and opens the same data again. Absent where a test cannot restart the log. */
  reopen?(): Promise<void>;
  /** Makes the partition begin at `begin`, as retention does. Absent where a test cannot. */
  truncate?(topic: string, partition: number, begin: number): Promise<void>;
  /** The largest record that MUST pass, in bytes of key and value. */
  readonly recordBytesMax: number;
  /** A size that MUST be refused with `too_large`. */
  readonly tooLargeBytes: number;
  close(): Promise<void>;
}

export interface LogSuiteContext {
  readonly under: EventLogUnderTest;
  /** A name that no other test or run has. */
  freshName(what: string): string;
  /** A client and a new topic. */
  topic(partitions?: number, keepDays?: number): Promise<{ readonly log: EventLog; readonly topic: string }>;
}
