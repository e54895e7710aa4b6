import { startElasticsearch, startKafka, type RunningServer } from '@tidewatch/servers';

const servers: RunningServer[] = [];
const addresses = new Map<string, Promise<string>>();

/** Address of a real Kafka or Elasticsearch: the one that KAFKA_BROKERS or ELASTICSEARCH_NODE names, else one for this run. */
export function addressOf(name: 'kafka' | 'elasticsearch'): Promise<string> {
  const known = addresses.get(name) ?? begin(name);
  addresses.set(name, known);
  return known;
}

async function begin(name: 'kafka' | 'elasticsearch'): Promise<string> {
  const named = process.env[name === 'kafka' ? 'KAFKA_BROKERS' : 'ELASTICSEARCH_NODE'];
  if (named !== undefined && named !== '') return named;
  const server = name === 'kafka' ? await startKafka({ heapMiB: 768 }) : await startElasticsearch({ heapMiB: 1_024 });
  servers.push(server);
  return server.address;
}

/** Stops what was started here. */
export async function stopServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.dispose()));
}
