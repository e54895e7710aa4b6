import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { within } from '../../support/within.ts';

/** A webhook that notes when it is told. */
export interface Receiver {
  readonly url: string;
  /** `performance.now()` of the first request that says this of the place. */
  told(state: 'firing' | 'resolved', place: string, timeoutMs: number): Promise<number>;
  close(): Promise<void>;
}

interface Told {
  readonly data: { readonly alerts: readonly { readonly state: string; readonly labels: Record<string, string> }[] };
}

export async function startReceiver(): Promise<Receiver> {
  const waiting = new Map<string, (at: number) => void>();
  const server = createServer((request, response) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.end();
      const { data } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Told;
      for (const { state, labels } of data.alerts) waiting.get(`${state} ${labels['place']}`)?.(at);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    told(state, place, timeoutMs) {
      const told = new Promise<number>((resolve) => waiting.set(`${state} ${place}`, resolve));
      return within(`${place} is ${state}`, timeoutMs, told);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
