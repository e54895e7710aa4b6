import { deadLettersQuerySchema, replaySchema } from '../doors/open-dead-letters-doors.ts';
import { fileHashSchema, positionSchema } from '../doors/open-ledger-doors.ts';
import { deadLettersAnswer, replayAnswer } from './event-schemas.ts';
import { jsonBody, operation, pathParameter, queryParameters, schemaOf } from './operation.ts';

/** Paths of the ingest ledger and of dead letters. */
export const ingestPaths = {
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
    get: operation('Events that could not be used, newest first.', 200, deadLettersAnswer, {
      parameters: queryParameters(deadLettersQuerySchema, []),
    }),
  },
  '/v1/dead-letters/replay': {
    post: operation('Sends dead letters again after the cause was mended.', 200, replayAnswer, {
      requestBody: jsonBody(replaySchema),
    }),
  },
};
