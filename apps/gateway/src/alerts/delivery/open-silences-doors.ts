import { endSilenceSchema, newSilenceSchema, silencePreviewSchema } from '@tidewatch/contract/operations/silences';
import { notificationStatuses } from '@tidewatch/contract/operations/notifications';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { logUnavailable } from '../../doors/log-unavailable.ts';
import { openDoor } from '../../http/door.ts';
import { parseWith, readQuery } from '../../http/read-query.ts';
import { withinTime } from '../../ingest/within-time.ts';
import type { NotificationList } from './notification-list.ts';
import type { SilenceDesk } from './silence-desk.ts';

const appendMsMax = 30_000;
const bodyBytesMax = 65_536;

export const notificationsQuerySchema = z.object({
  receiver: z.array(z.string().max(100)).max(50).default([]),
  status: z.array(z.enum(notificationStatuses)).max(10).default([]),
  alert: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** `/v1/silences` with preview and end, and `/v1/notifications`: what was sent to whom. */
export function openSilencesDoors(app: FastifyInstance, desk: SilenceDesk, notifications: NotificationList): void {
  openDoor(app, '/v1/silences', {
    GET: { handler: async () => desk.list() },
    POST: {
      bodyLimit: bodyBytesMax,
      handler: async (request, reply) => {
        const silence = desk.create(parseWith(newSilenceSchema, request.body), 'api');
        return reply.code(201).send(await withinTime(silence, appendMsMax, logUnavailable));
      },
    },
  });
  openDoor(app, '/v1/silences/preview', {
    POST: {
      bodyLimit: bodyBytesMax,
      handler: async (request) => desk.preview(parseWith(silencePreviewSchema, request.body).matchers),
    },
  });
  openDoor(app, '/v1/silences/:id/end', {
    POST: {
      bodyLimit: bodyBytesMax,
      handler: async (request) => {
        const { id } = request.params as { id: string };
        const { by } = parseWith(endSilenceSchema, request.body);
        return withinTime(desk.end(id, by, 'api'), appendMsMax, logUnavailable);
      },
    },
  });
  openDoor(app, '/v1/notifications', {
    GET: {
      handler: async (request) =>
        notifications.list(readQuery(notificationsQuerySchema, request.query, ['receiver', 'status'])),
    },
  });
}
