const firstMs = 500;
const longestMs = 15_000;

/**
 * Wait before attempt number `failures` + 1, in ms: exponential with full jitter
 * (M. Brooker, "Exponential Backoff and Jitter", AWS 2015), so that many screens do not come back at the same moment.
 */
export const retryDelayMs = (failures: number, random: () => number): number =>
  Math.round(100 + random() * Math.min(longestMs, firstMs * 2 ** Math.min(failures, 10)));
