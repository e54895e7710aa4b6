import type { Readable, Writable } from 'node:stream';

/** What a command may touch of the process around it. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether `stderr` is a terminal: progress bars are drawn there and only there. */
  readonly isTTY: boolean;
  /** Aborted by SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

/** A verb: gets the arguments after its name, answers the exit code (0 ok, 1 failed, 2 usage). */
export type Command = (args: readonly string[], io: Io) => Promise<number>;
