import type { AlertDetail } from '@tidewatch/contract/alerts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { GatewayParts } from '../doors/gateway-parts.ts';
import { logUnavailable } from '../doors/log-unavailable.ts';
import { openDoor } from '../http/door.ts';
import { parseWith, readQuery } from '../http/read-query.ts';
import { withinTime } from '../ingest/within-time.ts';
import type { AlertAct, AlertDesk } from './alert-desk.ts';
import { alertsFilter, alertsQuerySchema } from './alerts-query.ts';
import { withDriver } from './with-driver.ts';

const appendMsMax = 30_000;
const bodyBytesMax = 16_384;

const person = {
  by: z.string().trim().min(1).max(100),
  via: z.enum(['screen', 'slack', 'email', 'cli', 'api']).default('api'),
};
export const acknowledgeSchema = z.strictObject(person);
export const assignSchema = z.strictObject({ ...person, assignee: z.string().trim().min(1).max(100).nullable() });
export const commentSchema = z.strictObject({ ...person, text: z.string().trim().min(1).max(4_000) });

/**
 * `GET /v1/alerts` is the list, `GET /v1/alerts/{id}` one episode with its timeline and likely driver; `acknowledge`, `assign` and
 * `comment` answer with the episode after it.
 */
export function openAlertsDoors(app: FastifyInstance, desk: AlertDesk, parts: GatewayParts): void {
  const told: Tell = (detail, request) => withDriver(detail, parts.access(request), parts);
  openDoor(app, '/v1/alerts', {
    GET: {
      handler: async (request) =>
        desk.book.list(alertsFilter(readQuery(alertsQuerySchema, request.query, ['state', 'rule', 'label']))),
    },
  });
  openDoor(app, '/v1/alerts/:id', { GET: { handler: async (request) => told(desk.look(idOf(request)), request) } });
  openAct(app, desk, told, 'acknowledge', (body) => ({
    kind: 'alert-acknowledge',
    ...parseWith(acknowledgeSchema, body),
  }));
  openAct(app, desk, told, 'assign', (body) => ({ kind: 'alert-assign', ...parseWith(assignSchema, body) }));
  openAct(app, desk, told, 'comment', (body) => ({ kind: 'alert-comment', ...parseWith(commentSchema, body) }));
}

/** The answer about an episode, as this caller may see it. */
type Tell = (detail: AlertDetail, request: FastifyRequest) => Promise<AlertDetail>;

function openAct(
  app: FastifyInstance,
  desk: AlertDesk,
  told: Tell,
  name: string,
  actOf: (body: unknown) => AlertAct,
): void {
  openDoor(app, `/v1/alerts/:id/${name}`, {
    POST: {
      bodyLimit: bodyBytesMax,
      handler: async (request) => {
        const act = desk.act(idOf(request), actOf(request.body));
        return told(await withinTime(act, appendMsMax, logUnavailable), request);
      },
    },
  });
}

function idOf(request: FastifyRequest): string {
  return (request.params as { id: string }).id;
}
