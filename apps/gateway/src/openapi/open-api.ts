import { problemCodes } from '@tidewatch/contract/errors';
import { cloudEventSchema } from '@tidewatch/contract/events';
import { eventsQuerySchema, explainQuerySchema, seriesQuerySchema } from '@tidewatch/contract/queries';
import { z } from 'zod';
import { eventTypes } from '../ingest/split-body.ts';
import { answerSchemas } from './answer-schemas.ts';
import { alertPaths } from './alert-paths.ts';
import { eventsAnswer, ingestAnswer } from './event-schemas.ts';
import { casePaths } from './case-paths.ts';
import { deliveryPaths } from './delivery-paths.ts';
import { ingestPaths } from './ingest-paths.ts';
import { pipelinePaths } from './pipeline-paths.ts';
import { operation, pathParameter, queryParameters, schemaOf } from './operation.ts';

const lists = ['by', 'where', 'type'];

/** The document of `GET /openapi.json` (OpenAPI 3.1), made of the schemas that the doors check with. */
export function openApi(): Readonly<Record<string, unknown>> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tidewatch',
      version: '1',
      description:
        'Backend events to live operational metrics. Errors are RFC 9457 problem details with a code of a closed list.',
    },
    paths: {
      '/v1/events': {
        post: operation(
          'Takes events. Answers after the log has them; a bad event never spoils its neighbours.',
          202,
          ingestAnswer,
          {
            requestBody: { required: true, content: eventBodies() },
          },
        ),
        get: operation('The events behind a number, newest first.', 200, eventsAnswer, {
          parameters: queryParameters(eventsQuerySchema, lists),
        }),
      },
      ...alertPaths,
      ...casePaths,
      ...deliveryPaths,
      '/v1/metrics': { get: operation('All metrics.', 200, answerSchemas.metrics) },
      '/v1/metrics/{name}/series': {
        get: operation('One metric over time.', 200, answerSchemas.series, {
          parameters: [
            pathParameter('name', z.string()),
            ...queryParameters(seriesQuerySchema.omit({ metric: true }), lists),
          ],
        }),
      },
      '/v1/metrics/{name}/explain': {
        get: operation(
          'One number taken apart: the partials it is merged of, with their offsets, and the events behind it.',
          200,
          answerSchemas.explain,
          {
            parameters: [
              pathParameter('name', z.string()),
              ...queryParameters(explainQuerySchema.omit({ metric: true }), lists),
            ],
          },
        ),
      },
      ...pipelinePaths,
      '/v1/catalog': { get: operation('The definitions in force.', 200, answerSchemas.catalog) },
      ...ingestPaths,
      '/healthz': { get: operation('The process lives.', 200, answerSchemas.health) },
      '/readyz': { get: operation('Ready for traffic, or 503 with reasons.', [200, 503], answerSchemas.ready) },
      '/metrics': { get: operation('Prometheus text.', 200, null) },
      '/openapi.json': { get: operation('This document.', 200, answerSchemas.document) },
    },
    components: { schemas: { Problem: problemSchema, CloudEvent: schemaOf(cloudEventSchema) } },
  };
}

function eventBodies(): Readonly<Record<string, unknown>> {
  const event = { $ref: '#/components/schemas/CloudEvent' };
  return {
    [eventTypes.single]: { schema: event },
    [eventTypes.batch]: { schema: { type: 'array', items: event } },
    [eventTypes.lines]: { schema: { type: 'string', description: 'One CloudEvent per line.' } },
  };
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', const: 'about:blank' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(problemCodes) },
    detail: { type: 'string' },
  },
};
