import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Catalog, IngestAnswer } from '@tidewatch/contract';
import { checkEventBytes } from '@tidewatch/core/decode/events/check-event';

/** The two doors that `ingest` and `produce` use, over a list in memory. For tests of the commands alone. */
export interface TestServer {
  readonly url: string;
  /** Texts of the events taken, in order. */
  readonly taken: string[];
  readonly ledger: Map<string, number>;
  /** Asked before each request for events; a status makes it fail. */
  failWith: (request: number) => number | null;
  close(): Promise<void>;
}

export async function startTestServer(catalog: Catalog): Promise<TestServer> {
  const check = checkEventBytes(catalog);
  const taken: string[] = [];
  const ledger = new Map<string, number>();
  let requests = 0;
  const takeEvents = (body: string): IngestAnswer => {
    const rejected: { index: number; code: string; detail: string }[] = [];
    for (const [index, line] of body.split('\n').entries()) {
      const result = check(Buffer.from(line), Date.now());
      if (result.event === undefined) rejected.push({ index, code: result.code, detail: result.detail });
      else taken.push(line);
    }
    return { accepted: body.split('\n').length - rejected.length, rejected };
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await buffer(request)).toString();
    const send = (status: number, value: unknown): void => void response.writeHead(status).end(JSON.stringify(value));
    const [, hash] = /^\/v1\/ingest-ledger\/(.+)$/.exec(request.url ?? '') ?? [];
    if (hash !== undefined) {
      if (request.method === 'PUT') ledger.set(hash, (JSON.parse(body) as { position: number }).position);
      return send(200, { position: ledger.get(hash) ?? 0 });
    }
    if (request.url === '/v1/catalog') return send(200, catalog);
    const status = server.failWith(requests++);
    if (status === -1) return void request.socket.destroy();
    if (status !== null) return send(status, { code: 'log_unavailable', detail: 'The event log is away.' });
    send(202, takeEvents(body));
  };
  const http = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const server: TestServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    taken,
    ledger,
    failWith: () => null,
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}
