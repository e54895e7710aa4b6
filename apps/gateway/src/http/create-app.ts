import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import { TidewatchError } from '@tidewatch/contract/errors';
import { fastify, type FastifyInstance } from 'fastify';
import { eventTypes } from '../ingest/split-body.ts';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import type { callerCheck } from './allowed-callers.ts';
import { problemOf, problemOfError, sendProblem } from './problem.ts';

/** Bodies of everything but events are small. */
const bodyBytesDefault = 1_000_000;

/** The HTTP server with what holds for every door: who may call, how errors look, safe headers, compression. */
export async function createApp(telemetry: Telemetry, check: ReturnType<typeof callerCheck>): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: bodyBytesDefault,
    requestTimeout: 120_000,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    frameworkErrors: (_error, _request, reply) => {
      void sendProblem(reply, problemOf('bad_request', 'The address is not a valid URL.'));
    },
    clientErrorHandler: (_, socket) => {
      if (socket.destroyed || !socket.writable) return;
      const body = JSON.stringify(problemOf('bad_request', 'The request is not valid HTTP.'));
      const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
      socket.end(head + body);
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    const problem = check(request.headers);
    if (problem !== null) await sendProblem(reply, problem);
  });
  app.addHook('onResponse', async (request, reply) => {
    telemetry.observe('http_request_seconds', reply.elapsedTime / 1000, {
      method: request.method,
      door: request.routeOptions.url ?? '(none)',
      status: `${Math.floor(reply.statusCode / 100)}xx`,
    });
  });
  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOfError(error);
    if (problem.code === 'internal') {
      telemetry.log('error', 'a request failed', {
        method: request.method,
        door: request.routeOptions.url ?? '(none)',
        fault: faultName(error),
      });
    }
    return sendProblem(reply, problem);
  });
  acceptBodies(app);
  await app.register(helmet, helmetOptions);
  await app.register(compress, {
    threshold: 2_048,
    encodings: ['gzip', 'deflate'],
    // An answer is made for one caller and read once: time counts for more than the last bytes.
    zlibOptions: { level: 3 },
    globalDecompression: false,
  });
  return app;
}

/** What happened, in words of ours alone: messages of others may quote what was sent. */
function faultName(error: unknown): string {
  if (error instanceof TidewatchError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.name : 'unknown';
}

function acceptBodies(app: FastifyInstance): void {
  const json = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, json);
  app.addContentTypeParser(Object.values(eventTypes), { parseAs: 'buffer' }, async (_: unknown, body: Buffer) => body);
}

const helmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'self'"],
    },
  },
  // Served on loopback without TLS unless a proxy adds it, and then the proxy says so.
  strictTransportSecurity: false,
  crossOriginEmbedderPolicy: false,
} as const;
