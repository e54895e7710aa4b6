import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { logUnavailable } from '../doors/log-unavailable.ts';
import { openDoor } from '../http/door.ts';
import { parseWith, readQuery } from '../http/read-query.ts';
import { withinTime } from '../ingest/within-time.ts';
import type { AlertAct, AlertDesk } from './alert-desk.ts';
import { alertsFilter, alertsQuerySchema } from './alerts-query.ts';

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
 * `GET /v1/alerts` is the list, `GET /v1/alerts/{id}` one episode with its timeline; `acknowledge`, `assign` and `comment` answer with
 * the episode after it.
 */
export function openAlertsDoors(app: FastifyInstance, desk: AlertDesk): void {
  openDoor(app, '/v1/alerts', {
    GET: {
      handler: async (request) =>
        desk.book.list(alertsFilter(readQuery(alertsQuerySchema, request.query, ['state', 'rule', 'label']))),
    },
  });
  openDoor(app, '/v1/alerts/:id', { GET: { handler: async (request) => desk.look(idOf(request)) } });
  openAct(app, desk, 'acknowledge', (body) => ({ kind: 'alert-acknowledge', ...parseWith(acknowledgeSchema, body) }));
  openAct(app, desk, 'assign', (body) => ({ kind: 'alert-assign', ...parseWith(assignSchema, body) }));
  openAct(app, desk, 'comment', (body) => ({ kind: 'alert-comment', ...parseWith(commentSchema, body) }));
}

function openAct(app: FastifyInstance, desk: AlertDesk, name: string, actOf: (body: unknown) => AlertAct): void {
  openDoor(app, `/v1/alerts/:id/${name}`, {
    POST: {
      bodyLimit: bodyBytesMax,
      handler: async (request) => withinTime(desk.act(idOf(request), actOf(request.body)), appendMsMax, logUnavailable),
    },
  });
}

function idOf(request: FastifyRequest): string {
  return (request.params as { id: string }).id;
}
