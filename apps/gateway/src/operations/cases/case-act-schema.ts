import { commentLengthMax } from '@tidewatch/contract/operations/cases';
import { nameSchema } from '@tidewatch/contract/catalog/texts';
import { z } from 'zod';
import { personIdSchema, personSchema } from './person-schema.ts';

const said = {
  /** Chosen by the caller, new for each act: sent again it changes nothing and is answered alike. */
  request: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'a request id is 8 to 64 letters, digits, _ and -'),
  by: personSchema,
};

/** Bodies of `POST /v1/cases/{key}/{act}`. */
export const caseActSchemas = {
  claim: z.strictObject(said),
  release: z.strictObject({ ...said, from: personIdSchema }),
  'hand-over': z.strictObject({ ...said, from: personIdSchema.nullable(), to: personSchema }),
  comment: z.strictObject({ ...said, text: z.string().trim().min(1, 'a comment has text').max(commentLengthMax) }),
  outcome: z.strictObject({ ...said, outcome: nameSchema.nullable(), was: nameSchema.nullable().default(null) }),
} as const;
