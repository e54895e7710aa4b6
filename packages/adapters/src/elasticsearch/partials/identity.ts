import { randomUUID } from 'node:crypto';
import type { IndexNames } from '../indices/index-names.ts';
import { documentId } from '../indices/keys.ts';
import { createIndex } from '../indices/prepare-indices.ts';
import type { Server } from '../server/server.ts';

/** No partition has this origin. */
export const identityOrigin = 'identity';

/** Names the store unless it has a name; of several processes one wins. */
export async function giveIdentity(server: Server, names: IndexNames): Promise<void> {
  await createIndex(server, names.progress);
  const body = { origin: identityOrigin, body: JSON.stringify({ v: 1, identity: randomUUID() }) };
  await server.persist({ method: 'PUT', path: pathOf(names, '_create'), body }, 'name the store', [409]);
}

/** The name, also where the index was not refreshed; null where there is none. */
export async function readIdentity(server: Server, names: IndexNames): Promise<string | null> {
  const found = await server.find<{ _source: { body: string } }>(
    { method: 'GET', path: pathOf(names, '_doc') },
    'read the name of the store',
  );
  return found === null ? null : (JSON.parse(found._source.body) as { identity: string }).identity;
}

const pathOf = ({ progress }: IndexNames, kind: '_create' | '_doc') =>
  `/${progress}/${kind}/${documentId([identityOrigin])}`;
