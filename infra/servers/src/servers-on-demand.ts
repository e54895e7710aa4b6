import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startElasticsearch } from './elasticsearch.ts';
import { startKafka } from './kafka.ts';
import type { RunningServer } from './process/running-server.ts';
import { ServersUnavailable } from './fetch/servers-unavailable.ts';

export interface ServersOnDemand {
  /** `GET <url>/kafka` and `GET <url>/elasticsearch` answer `{address}`, or `{unavailable: reason}`. */
  readonly url: string;
  /** Begins to start both, so that a later request waits less. */
  warmUp(): void;
  close(): Promise<void>;
}

/**
 * Real servers for a test run, each started when it is asked for first and shared by all who ask: a run that needs none
 * pays nothing. Test workers are processes of their own, so they ask over HTTP on the loopback.
 * `KAFKA_BROKERS` and `ELASTICSEARCH_NODE` name servers that run already; they win.
 */
export async function serversOnDemand(): Promise<ServersOnDemand> {
  const started = new Map<string, Promise<RunningServer>>();
  const sources: Record<string, { named: string | undefined; start: () => Promise<RunningServer> }> = {
    kafka: { named: process.env['KAFKA_BROKERS'], start: startKafka },
    elasticsearch: { named: process.env['ELASTICSEARCH_NODE'], start: startElasticsearch },
  };
  const addressOf = async (name: string): Promise<string | undefined> => {
    const source = sources[name];
    if (!source || source.named) return source?.named;
    const server = started.get(name) ?? source.start();
    started.set(name, server);
    return (await server).address;
  };
  const http = createServer((request, response) => {
    addressOf(request.url?.slice(1) ?? '').then(
      (address) => answer(response, address === undefined ? 404 : 200, { address }),
      (error: Error) =>
        error instanceof ServersUnavailable
          ? answer(response, 200, { unavailable: error.message })
          : answer(response, 500, { error: error.message }),
    );
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    warmUp: () => {
      // Whoever asks later gets the error; nobody may ask at all.
      for (const name of Object.keys(sources)) addressOf(name).catch(() => undefined);
    },
    close: async () => {
      http.close();
      http.closeAllConnections();
      const dispose = async (server: Promise<RunningServer>) => {
        const running = await server.catch(() => undefined);
        await running?.dispose();
      };
      await Promise.all([...started.values()].map(dispose));
    },
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
