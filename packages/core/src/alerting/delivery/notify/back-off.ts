import type { NotifierError } from '../../../ports/notifier.ts';

/** First wait, longest wait, and the longest that a receiver may ask for. */
export const retryMs = { first: 1_000, most: 60_000, asked: 3_600_000 };

/** A notification that was tried for so long is given up; the group is told again when its repeat is due. */
export const retryForMs = 24 * 3_600_000;

/**
 * Wait before the next attempt, milliseconds: what the receiver asked for, else "full jitter" (Brooker, Exponential Backoff And Jitter,
 * 2015). `failures` in a row, from 1.
 */
export function retryAfterMs(
  failures: number,
  { retryAfterMs: asked }: Pick<NotifierError, 'retryAfterMs'>,
  random: () => number,
): number {
  if (asked !== null) return Math.min(Math.max(asked, 0), retryMs.asked);
  const most = Math.min(retryMs.most, retryMs.first * 2 ** Math.min(failures - 1, 20));
  return Math.ceil(random() * most);
}
