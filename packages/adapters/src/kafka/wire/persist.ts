import { setTimeout as sleep } from 'node:timers/promises';
import { closedError, isPassing, lastingError } from './faults.ts';
import type { FaultReports } from './fault-reports.ts';

const firstPauseMs = 50;
const pauseMsMax = 3_000;

/** How long to wait after a number of faults in a row: full jitter over an exponential bound (Brooker, "Exponential Backoff And Jitter", 2015). */
export const pauseMsAfter = (failures: number): number =>
  10 + Math.random() * Math.min(pauseMsMax, firstPauseMs * 2 ** Math.min(failures, 10));

/** Resolves after the time or when `signal` aborts, whichever comes first. */
export async function sleepFor(forMs: number, signal: AbortSignal): Promise<void> {
  await sleep(forMs, undefined, { signal }).catch(() => undefined);
}

/**
 * Tries until it works. Passing faults are reported and tried again without limit; others reject as `log_unavailable`.
 * Rejects as closed once `signal` aborts.
 *
 * @param what for the log: "cannot …"
 */
export async function persist<Answer>(
  what: string,
  attempt: () => Promise<Answer>,
  { signal, reports }: { readonly signal: AbortSignal; readonly reports: FaultReports },
): Promise<Answer> {
  for (let failures = 0; ; failures++) {
    if (signal.aborted) throw closedError();
    try {
      const answer = await attempt();
      reports.worked(what);
      return answer;
    } catch (error) {
      if (signal.aborted) throw closedError();
      if (!isPassing(error)) throw lastingError(what, error);
      reports.failed(what, error);
    }
    await sleepFor(pauseMsAfter(failures), signal);
  }
}
