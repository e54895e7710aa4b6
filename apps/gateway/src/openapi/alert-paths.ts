import { alertStates, severities } from '@tidewatch/contract/alerts';
import { z } from 'zod';
import { alertsQuerySchema } from '../alerts/alerts-query.ts';
import { acknowledgeSchema, assignSchema, commentSchema } from '../alerts/open-alerts-doors.ts';
import { backtestBodySchema, backtestQuerySchema } from '../alerts/open-rules-doors.ts';
import { jsonBody, operation, pathParameter, queryParameters } from './operation.ts';

const text = { type: 'string' };
const integer = { type: 'integer' };
const nullable = (type: string) => ({ type: [type, 'null'] });
const alert = {
  type: 'object',
  required: ['id', 'rule', 'severity', 'group', 'labels', 'state', 'activeSince', 'evidence', 'acknowledged'],
  properties: {
    id: { ...text, description: 'One episode: the same after any restart.' },
    rule: text,
    severity: { type: 'string', enum: severities },
    group: { type: 'object', additionalProperties: text },
    labels: { type: 'object', additionalProperties: text },
    state: { type: 'string', enum: alertStates.filter((state) => state !== 'inactive') },
    flapping: { type: 'boolean' },
    activeSince: integer,
    firingSince: nullable('integer'),
    resolvedAt: nullable('integer'),
    lastEvaluatedAt: { ...integer, description: 'As-of of the numbers, epoch milliseconds.' },
    condition: text,
    evidence: { type: 'object', description: 'What the condition saw: value, count, previous, baseline, target.' },
    peak: nullable('object'),
    driver: { ...nullable('object'), description: 'Which value of which dimension drives the change; null in lists.' },
    acknowledged: nullable('object'),
    assignee: nullable('string'),
    hiddenBy: { type: 'array', items: text },
  },
};
const alerts = {
  type: 'object',
  required: ['alerts', 'counts', 'asOf'],
  properties: { alerts: { type: 'array', items: alert }, counts: { type: 'object' }, asOf: nullable('integer') },
};
const detail = {
  type: 'object',
  required: ['alert', 'timeline'],
  properties: { alert, timeline: { type: 'array', items: { type: 'object' } } },
};
const rule = { type: 'object', required: ['rule', 'metric', 'when', 'severity'], properties: { rule: text } };
const backtest = {
  type: 'object',
  required: ['rule', 'from', 'to', 'evaluations', 'episodes', 'fires', 'firesPerDay', 'minutesInAlert', 'points'],
  properties: {
    rule: text,
    from: integer,
    to: integer,
    evaluations: integer,
    fires: integer,
    firesPerDay: { type: 'number' },
    minutesInAlert: integer,
    episodes: { type: 'array', items: { type: 'object' } },
    points: { type: 'array', items: { type: 'array' } },
  },
};

const id = pathParameter('id', z.string());
const name = pathParameter('name', z.string());
const act = (summary: string, schema: z.ZodType) => ({
  post: operation(summary, 200, detail, { parameters: [id], requestBody: jsonBody(schema) }),
});

/** The doors to alerts and rules. There is no login: `by` is what people call themselves, and proves nothing. */
export const alertPaths: Readonly<Record<string, unknown>> = {
  '/v1/alerts': {
    get: operation('Alerts, firing and unacknowledged first.', 200, alerts, {
      parameters: queryParameters(alertsQuerySchema, ['state', 'rule', 'label']),
    }),
  },
  '/v1/alerts/{id}': {
    get: operation('One episode with its timeline and likely driver.', 200, detail, { parameters: [id] }),
  },
  '/v1/alerts/{id}/acknowledge': act(
    'Somebody looks after it: it is not repeated and not escalated.',
    acknowledgeSchema,
  ),
  '/v1/alerts/{id}/assign': act('Gives it to somebody; null takes it from everybody.', assignSchema),
  '/v1/alerts/{id}/comment': act('Adds a comment to its timeline.', commentSchema),
  '/v1/rules': {
    get: operation('The alert rules in force.', 200, {
      type: 'object',
      required: ['rules'],
      properties: { rules: { type: 'array', items: rule } },
    }),
  },
  '/v1/rules/{name}': { get: operation('One alert rule.', 200, rule, { parameters: [name] }) },
  '/v1/rules/{name}/backtest': {
    get: operation('When the rule would have fired, over the kept cells.', 200, backtest, {
      parameters: [name, ...queryParameters(backtestQuerySchema, [])],
    }),
    post: operation('The same for a draft: any keys of the YAML instead of the catalog’s.', 200, backtest, {
      parameters: [name],
      requestBody: jsonBody(backtestBodySchema),
    }),
  },
};
