import { setTimeout as sleep } from 'node:timers/promises';
import { problemText } from './fetch-json.ts';

export interface Patience {
  /** Once aborted nothing is tried again; a request under way may end within three seconds. */
  readonly signal: AbortSignal;
  /** Told why a request failed, when it will be tried again. */
  readonly onRetry?: (reason: string) => void;
  /** How long a server may be away or refuse before this gives up. Default: five minutes. */
  readonly giveUpMs?: number;
}

const triedAgain = new Set([408, 429, 502, 503, 504]);
const requestMsMax = 60_000;
const backOffMsMax = 5_000;
const graceMs = 3_000;

/**
 * Calls a running Tidewatch and answers its JSON. A server that is away, starting or overloaded is asked again with full-jitter
 * back-off, so the request must be one that may come twice. Rejects with one line for people.
 */
export async function fetchPatiently<Answer>(url: string, init: RequestInit, patience: Patience): Promise<Answer> {
  const { signal, onRetry, giveUpMs = 300_000 } = patience;
  const givesUpAt = performance.now() + giveUpMs;
  for (let attempt = 0; ; attempt += 1) {
    const result = await attemptFetch<Answer>(url, init, signal);
    if ('answer' in result) return result.answer;
    if (!result.again || signal.aborted || performance.now() >= givesUpAt) throw new Error(result.reason);
    onRetry?.(result.reason);
    const waitMs = Math.random() * Math.min(backOffMsMax, 100 * 2 ** attempt);
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

type Attempt<Answer> = { readonly answer: Answer } | { readonly reason: string; readonly again: boolean };

async function attemptFetch<Answer>(url: string, init: RequestInit, signal: AbortSignal): Promise<Attempt<Answer>> {
  const cancel = new AbortController();
  const abort = (): void => cancel.abort();
  let timer = setTimeout(abort, requestMsMax);
  const stopSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(abort, graceMs);
  };
  signal.addEventListener('abort', stopSoon, { once: true });
  try {
    const response = await fetch(url, { ...init, signal: cancel.signal });
    const text = await response.text();
    if (response.ok) return { answer: JSON.parse(text) as Answer };
    return { reason: problemText(response.status, text), again: triedAgain.has(response.status) };
  } catch {
    return { reason: `no Tidewatch answers at ${new URL(url).origin}`, again: true };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stopSoon);
  }
}
