import { TidewatchError } from '@tidewatch/contract/errors';

/** The log took longer than a caller should wait. */
export function logUnavailable(): TidewatchError {
  return new TidewatchError(
    'log_unavailable',
    'The event log did not answer in time. Try again: doing it twice is safe.',
    { retry: true },
  );
}
