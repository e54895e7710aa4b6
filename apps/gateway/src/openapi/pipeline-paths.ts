import { z } from 'zod';
import { rebuildSchema, reportAcknowledgeSchema } from '../operations/pipeline/open-pipeline-doors.ts';
import { answerSchemas } from './answer-schemas.ts';
import { jsonBody, operation, pathParameter } from './operation.ts';

/** Paths of the pipeline's state and of what operators do about it. */
export const pipelinePaths = {
  '/v1/pipeline': { get: operation('State of the pipeline, per partition.', 200, answerSchemas.pipeline) },
  '/v1/pipeline/reports/{id}/acknowledge': {
    post: operation('Somebody has seen a report; answers with those that are left.', 200, answerSchemas.reports, {
      parameters: [pathParameter('id', z.string())],
      requestBody: jsonBody(reportAcknowledgeSchema),
    }),
  },
  '/v1/rebuild': {
    post: operation(
      'Folds the log again into a new generation, by the definitions as they are on disk. It comes into force when it has caught up; `upcoming` of the pipeline says how far it is.',
      202,
      answerSchemas.rebuild,
      { requestBody: jsonBody(rebuildSchema) },
    ),
  },
};
