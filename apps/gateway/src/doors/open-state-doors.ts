import type { FastifyInstance } from 'fastify';
import { problemOf, sendProblem } from '../http/problem.ts';
import { openDoor } from '../http/door.ts';
import { catalogInForce, type GatewayParts } from './gateway-parts.ts';

/** Telemetry that also serves its numbers. */
interface Served {
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** `GET /v1/catalog`, `/healthz`, `/readyz`, `/metrics`. */
export function openStateDoors(app: FastifyInstance, parts: GatewayParts): void {
  openDoor(app, '/v1/catalog', {
    GET: { handler: async () => ({ generation: parts.view.generation, ...catalogInForce(parts) }) },
  });
  openDoor(app, '/healthz', { GET: { handler: async () => ({ status: 'ok' }) } });
  openDoor(app, '/readyz', {
    GET: {
      handler: async (_, reply) => {
        const reasons = unreadyReasons(parts);
        return reply.code(reasons.length === 0 ? 200 : 503).send({ ready: reasons.length === 0, reasons });
      },
    },
  });
  openDoor(app, '/metrics', {
    GET: {
      handler: async (request, reply) => {
        void reply.header('vary', 'accept');
        // The page of the metrics has the same address; Prometheus does not ask for HTML.
        if (request.headers.accept?.includes('text/html') === true) return reply.callNotFound();
        if (!isServed(parts.telemetry))
          return sendProblem(reply, problemOf('not_found', 'This process keeps no metrics of itself.'));
        parts.telemetry.gauge('live_cells', parts.view.cells);
        const { contentType, text } = await parts.telemetry.metrics();
        return reply.type(contentType).send(text);
      },
    },
  });
}

/** Why this process should not be sent traffic. A store that is away is no reason: recent data is answered without it. */
function unreadyReasons({ view }: GatewayParts): readonly string[] {
  if (view.catalog === null) return ['there are no definitions yet: the processor has not started'];
  return view.ready ? [] : ['the live view is being built'];
}

function isServed(telemetry: object): telemetry is Served {
  return 'metrics' in telemetry && typeof telemetry.metrics === 'function';
}
