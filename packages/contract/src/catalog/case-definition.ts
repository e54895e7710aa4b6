import { z } from 'zod';
import { outcomesDefault } from '../operations/cases.ts';
import { durationSchema, localTextSchema, nameSchema } from './texts.ts';

/** How a case can end. The place in the list is the key that chooses it on the screen. */
const outcomeSchema = z.strictObject({ name: nameSchema, title: localTextSchema });

/** `cases` of an event definition: somebody should look after each event of this type. */
export const casesSchema = z
  .strictObject({
    /** How long the first contact may take. */
    within: durationSchema.default('15m'),
    /** How long an event without an outcome stays in the queue. */
    until: durationSchema.default('1d'),
    outcomes: z
      .array(outcomeSchema)
      .min(1)
      .max(9)
      .default([...outcomesDefault]),
  })
  .refine(({ outcomes }) => new Set(outcomes.map(({ name }) => name)).size === outcomes.length, {
    message: 'each outcome needs a name of its own',
    path: ['outcomes'],
  });

export type OutcomeDefinition = z.infer<typeof outcomeSchema>;
export type CasesDefinition = z.infer<typeof casesSchema>;

/** For events whose type says nothing: anybody may still claim and end what comes of one. */
export const casesDefault: CasesDefinition = casesSchema.parse({});
