import { TidewatchError } from '@tidewatch/contract/errors';
import type { FastifyInstance } from 'fastify';

/**
 * Listens and answers the address, `http://host:port`. Rejects with `settings_invalid`, in words, where that cannot be.
 * @param setting the settings that say where: `http` or `health`
 */
export async function listen(
  app: FastifyInstance,
  setting: string,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    throw new TidewatchError(
      'settings_invalid',
      `${setting}: cannot listen on ${host} port ${port}: ${reasonOf(cause)}`,
      { cause },
    );
  }
}

function reasonOf(cause: unknown): string {
  const { code } = (cause ?? {}) as { code?: unknown };
  if (code === 'EADDRINUSE') return 'another program listens there. Choose another port, or stop that one.';
  if (code === 'EACCES') return 'this user may not. Choose a port above 1023.';
  if (code === 'EADDRNOTAVAIL') return 'this machine has no such address.';
  return typeof code === 'string' ? code : 'unknown fault';
}
