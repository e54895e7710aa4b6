import { closedError } from './fault.ts';

/** Waits that end at once, with a rejection, when the store is closed. */
export function closableDelay(closed: AbortSignal): (ms: number) => Promise<void> {
  return (ms) =>
    new Promise<void>((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(closedError());
      };
      const timer = setTimeout(() => {
        closed.removeEventListener('abort', stop);
        resolve();
      }, ms);
      if (closed.aborted) stop();
      else closed.addEventListener('abort', stop, { once: true });
    });
}
