import { TidewatchError } from '@tidewatch/contract/errors';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { setTimeout as delay } from 'node:timers/promises';
import { isPassingFault } from '../database/open-database.ts';

const retryMsMin = 100;
const retryMsMax = 5_000;

/**
 * The way to one store: writes run one after another, because each reads what it changes; one that a passing fault stops (a full disk)
 * is tried again until the store is closed. Reads run beside them. After `close` both reject with `store_unavailable`.
 */
export class AccessLine {
  readonly #telemetry: Telemetry;
  readonly #closed = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | null = null;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
  }

  async write<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#refuseWhenClosed();
    const result = this.#last.then(() => this.#retrying(work));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async read<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#refuseWhenClosed();
    try {
      return await work();
    } catch (error) {
      throw this.#explained(error);
    }
  }

  async *readAll<Item>(work: () => AsyncIterable<Item>): AsyncGenerator<Item> {
    this.#refuseWhenClosed();
    try {
      yield* work();
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** Waits for the writes that were taken, then closes. */
  close(close: () => void): Promise<void> {
    this.#closed.abort();
    return (this.#closing ??= this.#last.then(close));
  }

  #refuseWhenClosed(): void {
    if (this.#closing !== null) throw closedError();
  }

  /** A read that the closing overtook fails in whatever statement it was about to run. */
  #explained(error: unknown): unknown {
    return this.#closing === null || error instanceof TidewatchError ? error : closedError();
  }

  async #retrying<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let waitMs = retryMsMin; ; waitMs = Math.min(retryMsMax, waitMs * 2)) {
      try {
        return await work();
      } catch (error) {
        if (!isPassingFault(error)) throw error;
        const reason = error instanceof Error ? error.message : 'unknown';
        this.#telemetry.count('store_write_failures', 1);
        this.#telemetry.log('error', 'the embedded store cannot be written; trying again', { reason, waitMs });
        await delay(waitMs, undefined, { signal: this.#closed.signal }).catch(() => {
          throw closedError();
        });
      }
    }
  }
}

const closedError = (): TidewatchError => new TidewatchError('store_unavailable', 'The store is closed.');
