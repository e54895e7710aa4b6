import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { NotifierError } from '@tidewatch/core/ports/notifier';
import type { OutboundAnswer, OutboundHttp, OutboundRequest } from '@tidewatch/core/ports/outbound-http';
import { faultOf } from './fault-of.ts';
import { AddressRefused, guardedLookup } from './guarded-lookup.ts';
import { isPrivateAddress } from './private-address.ts';

export const answerBytesMax = 256 * 1024;

export interface OutboundOptions {
  /** Connecting, sending and the head of the answer together. */
  readonly answerWithinMs?: number;
  /** The body after its head; what came until then is the body. */
  readonly bodyWithinMs?: number;
  /** For tests. */
  readonly lookup?: LookupFunction;
}

/** HTTP to addresses that somebody else chose; see the port for what it promises. */
export function createOutboundHttp({
  answerWithinMs = 7_000,
  bodyWithinMs = 3_000,
  lookup = guardedLookup(),
}: OutboundOptions = {}): OutboundHttp {
  const underWay = new Set<ClientRequest>();
  return {
    async send(request) {
      const url = checkedUrl(request);
      return new Promise<OutboundAnswer>((resolve, reject) => {
        const open = url.protocol === 'https:' ? requestHttps : requestHttp;
        const call = open(url, {
          method: request.method,
          headers: { ...request.headers, 'content-length': String(sizeOf(request.body)), connection: 'close' },
          agent: false,
          ...(request.allowPrivate ? {} : { lookup }),
        });
        underWay.add(call);
        let written = false;
        const timer = setTimeout(
          () =>
            call.destroy(new NotifierError('timed-out', timedOutText(url), { retry: true, perhapsDelivered: written })),
          answerWithinMs,
        );
        const end = (): void => {
          clearTimeout(timer);
          underWay.delete(call);
        };
        call.on('socket', (socket) => {
          socket.once('connect', () => {
            if (!request.allowPrivate && isPrivateAddress(socket.remoteAddress ?? ''))
              call.destroy(new AddressRefused());
          });
        });
        call.on('finish', () => {
          written = true;
        });
        call.on('error', (error) => {
          end();
          reject(error instanceof NotifierError ? error : faultOf(error, url.host, written));
        });
        call.on('response', (response) => {
          clearTimeout(timer);
          const { statusCode: status = 0 } = response;
          bodyOf(response, bodyWithinMs, (body) => {
            end();
            call.destroy();
            resolve({ status, headers: headersOf(response), body });
          });
        });
        call.end(request.body ?? undefined);
      });
    },
    async close() {
      for (const call of underWay)
        call.destroy(new NotifierError('interrupted', 'The process ends.', { retry: true, perhapsDelivered: true }));
    },
  };
}

const timedOutText = ({ host }: URL): string => `${host} did not answer in time; it is tried again.`;
const sizeOf = (body: OutboundRequest['body']): number => (body === null ? 0 : Buffer.byteLength(body));

/** Names are checked when they are resolved; an address in the URL itself never is. */
function checkedUrl({ url: text, allowPrivate }: OutboundRequest): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '')
    throw new NotifierError('refused', 'The address of the receiver is not a URL with https: or http:.', {
      retry: false,
    });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw faultOf(new AddressRefused(), url.host, false);
  return url;
}

/** At most so many bytes in at most so long: what came until then. It never fails, since the head has said what became of the message. */
function bodyOf(response: IncomingMessage, withinMs: number, take: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let taken = false;
  const done = (): void => {
    clearTimeout(timer);
    if (taken) return;
    taken = true;
    take(Buffer.concat(chunks).subarray(0, answerBytesMax).toString('utf8'));
  };
  const timer = setTimeout(done, withinMs);
  response.on('data', (chunk: Buffer) => {
    if (size > answerBytesMax) return;
    chunks.push(chunk);
    size += chunk.length;
    if (size > answerBytesMax) done();
  });
  response.on('error', done);
  response.on('close', done);
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
}
