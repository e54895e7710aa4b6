import { slackActions, verifySlackRequest } from '@tidewatch/adapters/slack';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { openDoor } from '../../http/door.ts';
import { problemOf, sendProblem } from '../../http/problem.ts';
import { parseWith } from '../../http/read-query.ts';
import type { NotificationActions } from './notification-actions.ts';

const bodyBytesMax = 262_144;

const payloadSchema = z.object({
  type: z.string(),
  user: z.object({
    id: z.string().max(50),
    username: z.string().max(100).optional(),
    name: z.string().max(100).optional(),
  }),
  actions: z.array(z.object({ action_id: z.string().max(255), value: z.string().max(2_000).optional() })).max(20),
});

/** `POST /v1/slack/interactions`: the buttons of Slack messages. Nothing is read before its signature was checked. */
export function openSlackDoor(
  app: FastifyInstance,
  actions: NotificationActions,
  { clock, signingSecret }: { readonly clock: Clock; readonly signingSecret: string | null },
): void {
  openDoor(app, '/v1/slack/interactions', {
    POST: {
      bodyLimit: bodyBytesMax,
      handler: async (request, reply) => {
        const { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature } = request.headers;
        const body = typeof request.body === 'string' ? request.body : '';
        const said = { timestamp: textOf(timestamp), signature: textOf(signature) };
        if (signingSecret === null || !verifySlackRequest(signingSecret, said, body, clock.now()))
          return sendProblem(
            reply,
            problemOf('signature_invalid', 'The request is not signed by the Slack app of slack.signingSecret.'),
          );
        const {
          type,
          user,
          actions: pressed,
        } = parseWith(payloadSchema, jsonOf(new URLSearchParams(body).get('payload')));
        const presser = { by: user.username ?? user.name ?? user.id, via: 'slack' } as const;
        if (type === 'block_actions') {
          for (const { action_id: action, value = '' } of pressed) {
            if (action === slackActions.acknowledge) await actions.acknowledge(value, presser);
            else if (action === slackActions.silence) await actions.silence(value, presser);
          }
        }
        return reply.code(200).send();
      },
    },
  });
}

const textOf = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : undefined;

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
