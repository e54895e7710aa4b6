export const backOffMs = { first: 100, most: 10_000 };

/**
 * How long to wait before the next attempt, in milliseconds: "full jitter" (Brooker, Exponential Backoff And Jitter, 2015),
 * so that many writers do not come back at the same moment. `attempt` counts from 1.
 */
export function backOff(attempt: number, random: () => number): number {
  return random() * Math.min(backOffMs.most, backOffMs.first * 2 ** Math.min(attempt, 30));
}
