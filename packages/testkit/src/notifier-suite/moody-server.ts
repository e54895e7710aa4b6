import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReceiverMood } from '../notifier-suite.ts';

/** A request as it came. */
export interface TakenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What a server in good mood answers. */
export type WellAnswer = (request: TakenRequest) => { readonly status?: number; readonly body?: string };

/** An HTTP server on this machine that behaves as it is told. */
export interface MoodyServer {
  readonly url: string;
  /** What was answered well. */
  readonly taken: TakenRequest[];
  /** Requests that came at all. */
  seen(): number;
  behave(mood: ReceiverMood): Promise<void>;
  close(): Promise<void>;
}

export async function startMoodyServer(well: WellAnswer = () => ({})): Promise<MoodyServer> {
  let mood: ReceiverMood = 'well';
  let seen = 0;
  const taken: TakenRequest[] = [];
  const server = createServer((request, response) => {
    seen += 1;
    readBody(request, (body) => {
      const come = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      if (mood !== 'well') {
        moods[mood](response);
        return;
      }
      const { status = 200, body: answer = 'ok' } = well(come);
      taken.push(come);
      response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
    });
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    taken,
    seen: () => seen,
    async behave(next) {
      if (next === 'down' && server.listening) await stop();
      if (next !== 'down' && !server.listening) await listen(server, port);
      mood = next;
    },
    close: async () => (server.listening ? stop() : undefined),
  };
}

const listen = (server: ReturnType<typeof createServer>, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });

function readBody(request: IncomingMessage, take: (body: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => take(Buffer.concat(chunks).toString('utf8')));
  // Whoever broke off wants no answer.
  request.on('error', () => undefined);
}

const oneMiB = Buffer.alloc(1024 * 1024, 'x');

const moods: Readonly<Record<Exclude<ReceiverMood, 'well'>, (response: ServerResponse) => void>> = {
  fault: (response) => response.writeHead(500).end('stack trace with secrets'),
  busy: (response) => response.writeHead(429, { 'retry-after': '7' }).end(),
  silent: () => undefined,
  resetting: (response) => response.socket?.resetAndDestroy(),
  redirecting: (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end(),
  refusing: (response) => response.writeHead(400).end('no'),
  unauthorised: (response) => response.writeHead(401).end('no'),
  down: (response) => response.destroy(),
  huge: (response) => {
    response.writeHead(200, { 'content-length': String(1024 * oneMiB.length) });
    const write = (): void => {
      while (!response.destroyed && response.write(oneMiB));
    };
    response.on('drain', write);
    write();
  },
  dripping: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write('{'), 100);
    response.on('close', () => clearInterval(timer));
  },
};
