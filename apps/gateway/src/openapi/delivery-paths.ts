import { endSilenceSchema, newSilenceSchema, silencePreviewSchema } from '@tidewatch/contract/operations/silences';
import { z } from 'zod';
import { notificationsQuerySchema } from '../alerts/delivery/open-silences-doors.ts';
import { notificationsAnswer, silenceItem, silencePreview, silencesAnswer } from './alert-schemas.ts';
import { jsonBody, operation, pathParameter, queryParameters } from './operation.ts';

/** Paths of silences, notifications, and of the buttons in messages. */
export const deliveryPaths = {
  '/v1/silences': {
    get: operation('Silences: active ones, those to come, those that ended.', 200, silencesAnswer),
    post: operation('Silences alerts by their labels, until an end.', 201, silenceItem, {
      requestBody: jsonBody(newSilenceSchema),
    }),
  },
  '/v1/silences/preview': {
    post: operation('What a silence would hide now, and would have hidden last week.', 200, silencePreview, {
      requestBody: jsonBody(silencePreviewSchema),
    }),
  },
  '/v1/silences/{id}/end': {
    post: operation('Ends a silence now.', 200, silenceItem, {
      parameters: [pathParameter('id', z.string())],
      requestBody: jsonBody(endSilenceSchema),
    }),
  },
  '/v1/notifications': {
    get: operation('What was sent to whom, newest first.', 200, notificationsAnswer, {
      parameters: queryParameters(notificationsQuerySchema, ['receiver', 'status']),
    }),
  },
  '/v1/slack/interactions': {
    post: operation('Buttons of Slack messages, signed by Slack.', 200, null),
  },
  '/v1/acknowledge/{token}': {
    get: page('A page that asks whether to acknowledge; changes nothing.'),
    post: page('Acknowledges what a signed link is about.'),
  },
};

/** People see these: a page also where the link is void or over (410). */
function page(summary: string): Readonly<Record<string, unknown>> {
  const content = { 'text/html': { schema: { type: 'string' } } };
  return {
    summary,
    parameters: [pathParameter('token', z.string())],
    responses: { 200: { description: 'Done.', content }, 410: { description: 'Too late.', content } },
  };
}
