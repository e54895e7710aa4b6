import { caseActs, type CaseAct } from '@tidewatch/contract/operations/cases';
import { z } from 'zod';
import { caseActSchemas } from '../operations/cases/case-act-schema.ts';
import { casesQuerySchema } from '../operations/cases/cases-query.ts';
import { caseAnswer, casesAnswer } from './event-schemas.ts';
import { jsonBody, operation, pathParameter, queryParameters } from './operation.ts';

const key = pathParameter('key', z.string());

const summaries: Readonly<Record<CaseAct['act'], string>> = {
  claim: 'Takes the case. 409 case_taken, with the case, when somebody else was first.',
  release: 'Gives the case back. 409 case_changed when it is not the one named in `from` who has it.',
  'hand-over': 'Gives the case to somebody; to oneself it takes it over.',
  comment: 'Adds a comment.',
  outcome: 'Ends the case; null opens it again. 409 case_changed when `was` is not its outcome.',
};

/** The doors to cases. There is no login: `by` is what people call themselves, and proves nothing. */
export const casePaths: Readonly<Record<string, unknown>> = {
  '/v1/cases': {
    get: operation('Events that somebody should look after, free ones first, then the oldest.', 200, casesAnswer, {
      parameters: queryParameters(casesQuerySchema, ['type', 'where']),
    }),
  },
  '/v1/cases/{key}': {
    get: operation('One event and what people did about it.', 200, caseAnswer, { parameters: [key] }),
  },
  ...Object.fromEntries(
    caseActs.map((act) => [
      `/v1/cases/{key}/${act}`,
      {
        post: operation(summaries[act], 200, caseAnswer, {
          parameters: [key],
          requestBody: jsonBody(caseActSchemas[act]),
        }),
      },
    ]),
  ),
};
