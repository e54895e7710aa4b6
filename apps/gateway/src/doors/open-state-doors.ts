import type { FastifyInstance } from 'fastify';
import { openHealthDoors } from '../http/health/open-health-doors.ts';
import { openDoor } from '../http/door.ts';
import { catalogInForce, type GatewayParts } from './gateway-parts.ts';

/** `GET /v1/catalog`, `/healthz`, `/readyz`, `/metrics`. */
export function openStateDoors(app: FastifyInstance, parts: GatewayParts): void {
  openDoor(app, '/v1/catalog', {
    GET: { handler: async () => ({ generation: parts.view.generation, ...catalogInForce(parts) }) },
  });
  const health = { isAlive: true, readiness: () => ({ reasons: parts.view.unready }) };
  openHealthDoors(app, parts.telemetry, health, { hasPages: true });
}
