import { problemCodes } from '@tidewatch/contract/errors';
import { cloudEventSchema } from '@tidewatch/contract/events';
import { eventsQuerySchema, seriesQuerySchema } from '@tidewatch/contract/queries';
import { z } from 'zod';
import { deadLettersQuerySchema, replaySchema } from '../doors/open-dead-letters-doors.ts';
import { fileHashSchema, positionSchema } from '../doors/open-ledger-doors.ts';
import { eventTypes } from '../ingest/split-body.ts';
import { answerSchemas } from './answer-schemas.ts';
import { jsonBody, operation, pathParameter, queryParameters, schemaOf } from './operation.ts';

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
          answerSchemas.ingest,
          {
            requestBody: { required: true, content: eventBodies() },
          },
        ),
        get: operation('The events behind a number, newest first.', 200, answerSchemas.events, {
          parameters: queryParameters(eventsQuerySchema, lists),
        }),
      },
      '/v1/metrics': { get: operation('All metrics.', 200, answerSchemas.metrics) },
      '/v1/metrics/{name}/series': {
        get: operation('One metric over time.', 200, answerSchemas.series, {
          parameters: [
            pathParameter('name', z.string()),
            ...queryParameters(seriesQuerySchema.omit({ metric: true }), lists),
          ],
        }),
      },
      '/v1/pipeline': { get: operation('State of the pipeline, per partition.', 200, answerSchemas.pipeline) },
      '/v1/catalog': { get: operation('The definitions in force.', 200, answerSchemas.object) },
      '/v1/ingest-ledger/{fileHash}': {
        get: operation('How far a file has been ingested; 0 when never seen.', 200, schemaOf(positionSchema), {
          parameters: [pathParameter('fileHash', fileHashSchema)],
        }),
        put: operation('Records how far a file has been ingested.', 200, schemaOf(positionSchema), {
          parameters: [pathParameter('fileHash', fileHashSchema)],
          requestBody: jsonBody(positionSchema),
        }),
      },
      '/v1/dead-letters': {
        get: operation('Events that could not be used, newest first.', 200, answerSchemas.deadLetters, {
          parameters: queryParameters(deadLettersQuerySchema, lists),
        }),
      },
      '/v1/dead-letters/replay': {
        post: operation('Sends dead letters again after the cause was mended.', 200, answerSchemas.replay, {
          requestBody: jsonBody(replaySchema),
        }),
      },
      '/healthz': { get: operation('The process lives.', 200, answerSchemas.object) },
      '/readyz': { get: operation('Ready for traffic, or 503 with reasons.', 200, answerSchemas.ready) },
      '/metrics': { get: operation('Prometheus text.', 200, null) },
      '/openapi.json': { get: operation('This document.', 200, answerSchemas.object) },
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
