import { Client } from '@elastic/elasticsearch';

/** Deletes every index and template of a namespace: for tests that made one of their own. */
export async function deleteNamespace(node: string, namespace: string): Promise<void> {
  const client = new Client({ node });
  try {
    const indices = await client.indices.getSettings({ index: `${namespace}-*`, name: 'index.uuid' });
    for (const index of Object.keys(indices)) await client.indices.delete({ index });
    for (const name of ['rollups', 'events', 'progress']) {
      await client.indices.deleteIndexTemplate({ name: `${namespace}-${name}` }, { ignore: [404] });
    }
    for (const name of ['settings', 'rollups', 'dimensions', 'events', 'fields', 'progress']) {
      await client.cluster.deleteComponentTemplate({ name: `${namespace}-${name}` }, { ignore: [404] });
    }
  } finally {
    await client.close();
  }
}
