import { z } from 'zod';
import { casesSchema } from './case-definition.ts';
import { commonFields, durationSchema, eventTypeSchema, localTextSchema } from './texts.ts';

export const fieldTypes = ['string', 'number', 'integer', 'boolean', 'timestamp', 'money'] as const;

/** A declared field of an event's data. Money needs an ISO 4217 currency; the API speaks major units. */
const fieldSchema = z
  .strictObject({
    type: z.enum(fieldTypes),
    dimension: z.boolean().default(false),
    pii: z.boolean().default(false),
    required: z.boolean().default(false),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'a currency is an ISO 4217 code, as in IDR')
      .optional(),
    description: z.string().optional(),
    title: localTextSchema
      .optional()
      .describe('What screens call it, as it stands within a sentence: city, cancelled by. Else its name as words.'),
    values: z
      .record(z.string().min(1).max(200), localTextSchema)
      .optional()
      .describe('What screens call its values. Filters and the API keep the values themselves.'),
  })
  .refine((field) => (field.type === 'money') === (field.currency !== undefined), {
    message: 'currency goes with type: money, and money needs it',
    path: ['currency'],
  })
  .refine((field) => !(field.dimension && field.pii), {
    message: 'personal data cannot be a dimension',
    path: ['dimension'],
  });

const fieldNameSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/, 'a field is letters, digits and _, beginning with a letter');

export const eventDefinitionSchema = z.strictObject({
  event: eventTypeSchema,
  ...commonFields,
  data: z.record(fieldNameSchema, fieldSchema).default({}),
  /** How long searchable events are kept. */
  keep: durationSchema.default('30d'),
  /** Present where somebody should look after each of these events. */
  cases: casesSchema.optional(),
});

export type FieldDefinition = z.infer<typeof fieldSchema>;
export type EventDefinition = z.infer<typeof eventDefinitionSchema>;
