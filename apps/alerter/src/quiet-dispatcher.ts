import type { Dispatcher } from '@tidewatch/core/alerting/dispatcher';

/** Tells nobody: alerts are on screens and in the API alone. */
export const quietDispatcher = (): Dispatcher => ({
  restore: () => Promise.resolve(),
  take() {},
  operate() {},
  stop: () => Promise.resolve(),
});
