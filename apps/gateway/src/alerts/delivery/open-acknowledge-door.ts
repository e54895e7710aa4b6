import { verifyToken, type ActionToken } from '@tidewatch/adapters/outbound';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openDoor } from '../../http/door.ts';
import { outcomePage, questionPage } from './acknowledge-page.ts';
import type { NotificationActions } from './notification-actions.ts';
import type { NotificationList } from './notification-list.ts';

const bodyBytesMax = 8_192;
const nameLengthMax = 100;

export interface AcknowledgeParts {
  readonly clock: Clock;
  readonly view: Pick<LiveView, 'catalog'>;
  readonly notifications: NotificationList;
  readonly actions: NotificationActions;
  /** Signs the links; null: there are none. */
  readonly key: string | null;
}

/**
 * `/v1/acknowledge/{token}`: where the link of a mail leads. `GET` shows a page with a button and changes nothing, so that programs that
 * look at links acknowledge nothing; `POST` acknowledges. The token is signed, expires, and allows nothing else.
 */
export function openAcknowledgeDoor(app: FastifyInstance, parts: AcknowledgeParts): void {
  const { clock, notifications, actions, key } = parts;
  const tokenOf = (request: FastifyRequest): ActionToken | null =>
    key === null ? null : verifyToken((request.params as { token: string }).token, key, clock.now());
  openDoor(app, '/v1/acknowledge/:token', {
    GET: {
      handler: async (request, reply) => {
        const token = tokenOf(request);
        if (token === null) return html(reply, 410, outcomePage('invalid', 'en'));
        const language = languageOf(token, parts);
        const queued = notifications.get(token.notification);
        if (queued === null) return html(reply, 410, outcomePage('over', language));
        return html(reply, 200, questionPage(queued, language));
      },
    },
    POST: {
      bodyLimit: bodyBytesMax,
      handler: async (request, reply) => {
        const token = tokenOf(request);
        if (token === null) return html(reply, 410, outcomePage('invalid', 'en'));
        const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
        const name = (form.get('name') ?? '').trim().slice(0, nameLengthMax);
        const count = await actions.acknowledge(token.notification, { by: name || token.receiver, via: 'email' });
        return html(reply, count > 0 ? 200 : 410, outcomePage(count > 0 ? 'done' : 'over', languageOf(token, parts)));
      },
    },
  });
}

const languageOf = ({ receiver }: ActionToken, { view }: AcknowledgeParts): 'en' | 'id' =>
  view.catalog?.receivers.find((one) => one.receiver === receiver)?.language ?? 'en';

const html = (reply: FastifyReply, status: number, page: string): FastifyReply =>
  reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page);
