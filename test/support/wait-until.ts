import { within } from './within.ts';

const pollMs = 50;

/** Waits until `holds` answers true (or a value), asking again and again; fails with the last error or what was waited for. */
export async function waitUntil<Answer>(
  what: string,
  holds: () => Promise<Answer | null | undefined | false>,
  timeoutMs: number,
): Promise<Answer> {
  const until = performance.now() + timeoutMs;
  let last: unknown;
  while (performance.now() < until) {
    try {
      const answer = await within('an answer', until - performance.now(), holds());
      if (answer !== null && answer !== undefined && answer !== false) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new Error(`not within ${timeoutMs} ms: ${what}`, last === undefined ? undefined : { cause: last });
}
