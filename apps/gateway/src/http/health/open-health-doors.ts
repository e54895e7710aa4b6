import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import type { FastifyInstance } from 'fastify';
import { openDoor } from '../door.ts';
import { problemOf, sendProblem } from '../problem.ts';

/** What a process says of itself. */
export interface Health {
  /** False when only another start helps. */
  readonly isAlive: boolean;
  /** `reasons` says why the process is not ready, in words for operators, and is empty when it is. What stands beside it is told as it is. */
  readiness(): { readonly reasons: readonly string[] };
}

/** Telemetry that also serves its numbers. */
interface Served {
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/**
 * `GET /healthz`, `/readyz` and `/metrics`: liveness, readiness with reasons, Prometheus text. With `hasPages` a browser that asks for
 * `/metrics` gets the page of the metrics, which has the same address; Prometheus does not ask for HTML.
 */
export function openHealthDoors(
  app: FastifyInstance,
  telemetry: Telemetry,
  health: Health,
  { hasPages = false } = {},
): void {
  openDoor(app, '/healthz', {
    GET: {
      handler: async (_, reply) =>
        reply.code(health.isAlive ? 200 : 503).send({ status: health.isAlive ? 'ok' : 'failed' }),
    },
  });
  openDoor(app, '/readyz', {
    GET: {
      handler: async (_, reply) => {
        const { reasons, ...more } = health.readiness();
        const ready = reasons.length === 0;
        return reply.code(ready ? 200 : 503).send({ ready, reasons, ...more });
      },
    },
  });
  openDoor(app, '/metrics', {
    GET: {
      handler: async (request, reply) => {
        if (hasPages) void reply.header('vary', 'accept');
        if (hasPages && request.headers.accept?.includes('text/html') === true) return reply.callNotFound();
        if (!isServed(telemetry))
          return sendProblem(reply, problemOf('not_found', 'This process keeps no metrics of itself.'));
        const { contentType, text } = await telemetry.metrics();
        return reply.type(contentType).send(text);
      },
    },
  });
}

function isServed(telemetry: object): telemetry is Served {
  return 'metrics' in telemetry && typeof telemetry.metrics === 'function';
}
