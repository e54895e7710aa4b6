import { describeOnServer, realServer } from '@tidewatch/testkit/servers';

/** `describe` on a real Kafka and Elasticsearch. Without one of them a single skipped test says why; with `CI=true` it fails. */
export async function describeOnBoth(title: string, tests: (brokers: string, node: string) => void): Promise<void> {
  const kafka = await realServer('kafka');
  if (!('address' in kafka)) return describeOnServer('kafka', title, () => undefined);
  return describeOnServer('elasticsearch', title, (node) => tests(kafka.address, node));
}
