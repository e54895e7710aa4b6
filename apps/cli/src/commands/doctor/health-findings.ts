import type { Settings } from '@tidewatch/contract';
import type { Finding } from './findings.ts';

const answerMsMax = 3_000;
const anyAddress = new Set(['0.0.0.0', '::']);

/** What the process at `health.port` of this machine says of itself; nothing where the settings name no port. */
export async function checkHealthPort({ host, port }: Settings['health']): Promise<readonly Finding[]> {
  if (port === undefined || port === 0) return [];
  const url = `http://${nameOf(host)}:${port}`;
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(answerMsMax) }).catch(() => null);
  if (answer === null) return [{ level: 'ok', what: `health: no process answers at ${url}` }];
  const said = (await answer.json().catch(() => null)) as { ready?: unknown; reasons?: unknown } | null;
  if (said?.ready === true) return [{ level: 'ok', what: `health ${url}: ready` }];
  if (!Array.isArray(said?.reasons))
    return [{ level: 'warning', what: `health ${url}: another program answers there, with ${answer.status}` }];
  return said.reasons.map((reason) => ({ level: 'problem', what: `health ${url}: not ready, ${String(reason)}` }));
}

/** The name under which this machine reaches an address that a process of its own listens on. */
export function nameOf(host: string): string {
  return anyAddress.has(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
}
