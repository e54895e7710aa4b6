import type { Problem } from '@tidewatch/contract';
import type { Io } from '../io.ts';
import { UsageError } from '../verbs/usage-error.ts';

/** Where a running Tidewatch listens: `--to`/`--url`, or the port of the environment on this machine. Throws `UsageError`. */
export function serverUrl(given: string | undefined, io: Io): string {
  if (given !== undefined && !/^https?:$/.test(URL.parse(given)?.protocol ?? ''))
    throw new UsageError(`${given} is no address of a server; one is http://127.0.0.1:4000`);
  return (given ?? `http://127.0.0.1:${io.env['TIDEWATCH_PORT'] ?? io.env['TIDEWATCH_HTTP_PORT'] ?? '4000'}`).replace(
    /\/+$/,
    '',
  );
}

/** Calls a running Tidewatch and answers its JSON. Throws one line for people: what the server says, or that none answers. */
export async function fetchJson<Answer>(url: string, init: RequestInit = {}): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (cause) {
    throw new Error(`no Tidewatch answers at ${new URL(url).origin}; is it running? (npm start, or tidewatch start)`, {
      cause,
    });
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as Answer;
  throw new Error(problemText(response.status, text));
}

/** What a problem document says, for people; only the status where the answer is none. */
export function problemText(status: number, text: string): string {
  try {
    const problem = JSON.parse(text) as Partial<Problem>;
    if (typeof problem.detail === 'string') return `${problem.detail} (${problem.code ?? status})`;
  } catch {
    // Not a problem document: some other server listens there.
  }
  return `the server answered ${status}`;
}
