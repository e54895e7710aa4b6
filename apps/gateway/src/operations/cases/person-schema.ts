import { personNameLengthMax } from '@tidewatch/contract/operations/cases';
import { z } from 'zod';

export const personIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, 'an id of a person is 8 to 64 letters, digits, _ and -');

/** Somebody as a screen names them. The name is any text of one line: screens show it as text. */
export const personSchema = z.strictObject({
  id: personIdSchema,
  name: z
    .string()
    .trim()
    .min(1, 'a name is needed')
    .max(personNameLengthMax)
    .regex(/^\P{Cc}*$/u, 'a name is one line'),
});
