import { z } from 'zod';
import { commonFields, eventTypeSchema, expressionSchema, nameSchema } from './texts.ts';

const sourceFormats = ['cloudevents', 'json', 'debezium', 'csv', 'ndjson'] as const;

/** One event that a record may emit. Expressions are CEL over the variables of the format. */
const emitSchema = z.strictObject({
  when: expressionSchema.optional(),
  event: eventTypeSchema,
  id: expressionSchema,
  time: expressionSchema,
  subject: expressionSchema.optional(),
  data: z.record(z.string(), expressionSchema).default({}),
});

/** A topic or file that does not carry CloudEvents, and how its records become events. */
export const sourceDefinitionSchema = z
  .strictObject({
    source: nameSchema,
    ...commonFields,
    /** Kafka topic, without the namespace prefix added. Not for csv and ndjson files. */
    topic: z.string().min(1).max(249).optional(),
    format: z.enum(sourceFormats),
    emit: z.array(emitSchema).min(1, 'emit needs at least one entry').optional(),
  })
  .refine((source) => (source.format === 'cloudevents') === (source.emit === undefined), {
    message: 'emit says how records become events; cloudevents needs none, every other format does',
    path: ['emit'],
  });

export type EmitDefinition = z.infer<typeof emitSchema>;
export type SourceDefinition = z.infer<typeof sourceDefinitionSchema>;
