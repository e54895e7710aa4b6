/**
 * Runs one request and ends with it, or with a rejection when the time is over or one of the signals aborts, whatever the
 * request does then. The time covers the body too. The client's own `requestTimeout` is not used: it covers the head only, and
 * tells by an event on the signal that it was given, which on a shared one would end the requests and waits of others.
 */
export function boundedRequest<Answer>(
  timeoutMs: number,
  ends: readonly AbortSignal[],
  request: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const ending = new AbortController();
  return new Promise<Answer>((resolve, reject) => {
    const release = () => {
      clearTimeout(timer);
      for (const signal of ends) signal.removeEventListener('abort', end);
    };
    const end = () => {
      release();
      reject(new Error('no answer in time'));
      ending.abort();
    };
    const timer = setTimeout(end, timeoutMs);
    for (const signal of ends) signal.addEventListener('abort', end);
    if (ends.some(({ aborted }) => aborted)) end();
    else request(ending.signal).then(resolve, reject).finally(release);
  });
}
