import { endSilenceSchema, newSilenceSchema, silencePreviewSchema } from '@tidewatch/contract/operations/silences';
import { z } from 'zod';
import { notificationsQuerySchema } from '../alerts/delivery/open-silences-doors.ts';
import { answerSchemas } from './answer-schemas.ts';
import { jsonBody, operation, pathParameter, queryParameters } from './operation.ts';

const html = { type: 'string', description: 'A page.' };

/** Paths of silences, notifications, and of the buttons in messages. */
export const deliveryPaths = {
  '/v1/silences': {
    get: operation('Silences: active ones, those to come, those that ended.', 200, answerSchemas.object),
    post: operation('Silences alerts by their labels, until an end.', 201, answerSchemas.object, {
      requestBody: jsonBody(newSilenceSchema),
    }),
  },
  '/v1/silences/preview': {
    post: operation('What a silence would hide now, and would have hidden last week.', 200, answerSchemas.object, {
      requestBody: jsonBody(silencePreviewSchema),
    }),
  },
  '/v1/silences/{id}/end': {
    post: operation('Ends a silence now.', 200, answerSchemas.object, {
      parameters: [pathParameter('id', z.string())],
      requestBody: jsonBody(endSilenceSchema),
    }),
  },
  '/v1/notifications': {
    get: operation('What was sent to whom, newest first.', 200, answerSchemas.object, {
      parameters: queryParameters(notificationsQuerySchema, ['receiver', 'status']),
    }),
  },
  '/v1/slack/interactions': {
    post: operation('Buttons of Slack messages, signed by Slack.', 200, null),
  },
  '/v1/acknowledge/{token}': {
    get: operation('A page that asks whether to acknowledge; changes nothing.', 200, html, {
      parameters: [pathParameter('token', z.string())],
    }),
    post: operation('Acknowledges what a signed link is about.', 200, html, {
      parameters: [pathParameter('token', z.string())],
    }),
  },
};
