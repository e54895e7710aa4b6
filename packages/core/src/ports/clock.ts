/** Wall-clock time. The only source of time for core; stream timers take an rxjs scheduler beside it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}
