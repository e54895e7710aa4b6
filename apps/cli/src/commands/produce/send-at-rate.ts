import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  /** Events a second. */
  readonly rate: number;
  /** Events in all. */
  readonly total: number;
  readonly signal: AbortSignal;
  /** Milliseconds of any clock. */
  readonly now?: () => number;
  readonly sleepMs?: (ms: number) => Promise<unknown>;
}

const batchEventsMax = 1_000;
const tickMs = 20;

/**
 * Calls `send` with how many events are due, at most a thousand at a time, until all were sent or the signal aborts. When sending is
 * slower than the rate, what was missed is sent as fast as it goes.
 */
export async function sendAtRate(send: (count: number) => Promise<void>, pace: Pace): Promise<void> {
  const { rate, total, signal, now = () => performance.now(), sleepMs = (ms) => sleep(ms) } = pace;
  const startedAt = now();
  let sent = 0;
  while (sent < total && !signal.aborted) {
    const due = Math.min(total, Math.floor(((now() - startedAt) / 1000) * rate) + 1) - sent;
    if (due <= 0) {
      await sleepMs(Math.max(tickMs, Math.min(1_000, 1_000 / rate)));
      continue;
    }
    const count = Math.min(due, batchEventsMax);
    await send(count);
    sent += count;
    if (count < batchEventsMax) await sleepMs(tickMs);
  }
}
