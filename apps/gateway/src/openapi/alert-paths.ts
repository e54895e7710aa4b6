import { z } from 'zod';
import { alertsQuerySchema } from '../alerts/alerts-query.ts';
import { acknowledgeSchema, assignSchema, commentSchema } from '../alerts/open-alerts-doors.ts';
import { backtestBodySchema, backtestQuerySchema } from '../alerts/open-rules-doors.ts';
import { alertDetail, alertsAnswer, backtestAnswer, ruleItem } from './alert-schemas.ts';
import { answerOf, list } from './answer-of.ts';
import { jsonBody, operation, pathParameter, queryParameters } from './operation.ts';

const id = pathParameter('id', z.string());
const name = pathParameter('name', z.string());
const act = (summary: string, schema: z.ZodType) => ({
  post: operation(summary, 200, alertDetail, { parameters: [id], requestBody: jsonBody(schema) }),
});

/** The doors to alerts and rules. There is no login: `by` is what people call themselves, and proves nothing. */
export const alertPaths: Readonly<Record<string, unknown>> = {
  '/v1/alerts': {
    get: operation('Alerts, firing and unacknowledged first.', 200, alertsAnswer, {
      parameters: queryParameters(alertsQuerySchema, ['state', 'rule', 'label']),
    }),
  },
  '/v1/alerts/{id}': {
    get: operation('One episode with its timeline and likely driver.', 200, alertDetail, { parameters: [id] }),
  },
  '/v1/alerts/{id}/acknowledge': act(
    'Somebody looks after it: it is not repeated and not escalated.',
    acknowledgeSchema,
  ),
  '/v1/alerts/{id}/assign': act('Gives it to somebody; null takes it from everybody.', assignSchema),
  '/v1/alerts/{id}/comment': act('Adds a comment to its timeline.', commentSchema),
  '/v1/rules': {
    get: operation('The alert rules in force.', 200, answerOf<{ rules: unknown }>({ rules: list(ruleItem) })),
  },
  '/v1/rules/{name}': { get: operation('One alert rule.', 200, ruleItem, { parameters: [name] }) },
  '/v1/rules/{name}/backtest': {
    get: operation(
      'When the rule would have fired, over the kept cells, or with source=replay over what was known at each moment.',
      200,
      backtestAnswer,
      {
        parameters: [name, ...queryParameters(backtestQuerySchema, [])],
      },
    ),
    post: operation('The same for a draft: any keys of the YAML instead of the catalog’s.', 200, backtestAnswer, {
      parameters: [name],
      requestBody: jsonBody(backtestBodySchema),
    }),
  },
};
