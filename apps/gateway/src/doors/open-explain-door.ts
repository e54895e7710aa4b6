import { explainQuerySchema, type ExplainAnswer } from '@tidewatch/contract/queries';
import { explainNumber } from '@tidewatch/core/explain/explain-number';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openDoor } from '../http/door.ts';
import { readQuery } from '../http/read-query.ts';
import { catalogInForce, type GatewayParts } from './gateway-parts.ts';

const parameters = explainQuerySchema.omit({ metric: true });

/** `GET /v1/metrics/{name}/explain`: the partials that make one number, and the events behind it. */
export function openExplainDoor(app: FastifyInstance, parts: GatewayParts): void {
  openDoor(app, '/v1/metrics/:name/explain', { GET: { handler: async (request) => explain(request, parts) } });
}

async function explain(request: FastifyRequest, parts: GatewayParts): Promise<ExplainAnswer> {
  const { name } = request.params as { name: string };
  const query = { ...readQuery(parameters, request.query, ['where']), metric: name };
  catalogInForce(parts);
  const { view, firstData, clock, pipeline } = parts;
  const sources = { source: view, store: view.store, firstData, partitions: () => pipeline().partitions };
  return explainNumber(query, parts.access(request), sources, clock.now());
}
