import { isIP } from 'node:net';
import type { Problem } from '@tidewatch/contract/errors';
import { problemOf } from './problem.ts';

/** The headers that say who calls. */
export interface CallHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address is reachable from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Checks Host and Origin, on every door and on the socket handshake: a page of another site must not reach a server on loopback
 * through the visitor's browser, neither directly nor by DNS rebinding. Null when the call is allowed.
 */
export function callerCheck(
  boundHost: string,
  origins: readonly string[],
  { anyNameBeyondLoopback = false } = {},
): (headers: CallHeaders) => Problem | null {
  const allowedOrigins = new Set(origins.map((origin) => origin.replace(/\/+$/, '').toLowerCase()));
  const allowedNames = new Set([...loopbackNames, nameOf(boundHost.includes(':') ? `[${boundHost}]` : boundHost)]);
  for (const origin of allowedOrigins) allowedNames.add(nameOf(hostOf(origin)));
  const anyAddress = !isLoopback(boundHost);
  return ({ host, origin }) => {
    const name = nameOf(host ?? '');
    // An address in the Host header cannot come from DNS rebinding, which needs a name.
    const isAddress = isIP(name.replace(/^\[|\]$/g, '')) !== 0;
    if (!allowedNames.has(name) && !(anyAddress && (isAddress || anyNameBeyondLoopback))) {
      return problemOf('host_not_allowed', 'This host name is not allowed; add it to http.origins.');
    }
    if (origin === undefined) return null;
    const asked = origin.toLowerCase();
    const same = asked === `http://${host?.toLowerCase()}` || asked === `https://${host?.toLowerCase()}`;
    return same || allowedOrigins.has(asked)
      ? null
      : problemOf('origin_not_allowed', 'Pages of this origin may not call; add it to http.origins.');
  };
}

function hostOf(origin: string): string {
  return origin.replace(/^[a-z]+:\/\//, '').split('/')[0] ?? '';
}

/** A Host header without its port, in lower case. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
}
