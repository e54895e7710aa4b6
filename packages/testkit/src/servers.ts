import { describe, inject, test } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    serversUrl: string;
  }
}

export type RealServer = 'kafka' | 'elasticsearch';

/** What `realServer` found: an address (`host:port` of a broker, URL of a node), or why there is none. */
export type FoundServer = { readonly address: string } | { readonly unavailable: string };

const named: Record<RealServer, string> = { kafka: 'KAFKA_BROKERS', elasticsearch: 'ELASTICSEARCH_NODE' };

/**
 * A real server for this run: the one that `KAFKA_BROKERS` or `ELASTICSEARCH_NODE` names, else one that is started now
 * and shared by the whole run. Call it while tests are collected (top level), where no timeout runs.
 */
export async function realServer(name: RealServer): Promise<FoundServer> {
  const address = process.env[named[name]];
  if (address) return { address };
  const answer = await fetch(`${inject('serversUrl')}/${name}`);
  const body = (await answer.json()) as FoundServer | { error: string };
  if ('error' in body) throw new Error(body.error);
  return body;
}

/**
 * `describe` on a real server. Without one, the group is a single skipped test that says why; with `CI=true` it fails.
 * Await it at the top level of the test file.
 */
export async function describeOnServer(
  name: RealServer,
  title: string,
  tests: (address: string) => void,
): Promise<void> {
  const found = await realServer(name);
  if ('address' in found) {
    describe(title, () => tests(found.address));
    return;
  }
  const reason = `${title}: no real ${name}, ${found.unavailable}`;
  if (process.env['CI'] !== 'true') test.skip(reason, () => undefined);
  else
    test(reason, () => {
      throw new Error(`${found.unavailable}. Name a running server in ${named[name]}.`);
    });
}
