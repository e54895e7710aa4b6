import { z } from 'zod';

/** Name of a metric, as formulas can say it: `[a-z][a-z0-9_]*`. */
export const metricNameSchema = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_]*$/, 'a metric name is lower-case letters, digits and _, beginning with a letter');

/** Name of a source or receiver: `[a-z][a-z0-9_-]*`. */
export const nameSchema = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_-]*$/, 'a name is lower-case letters, digits, _ and -, beginning with a letter');

/** Name of an event type: dotted. */
export const eventTypeSchema = z
  .string()
  .max(255)
  .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/, 'an event type is dotted lower-case words, as in order.cancelled');

/** A text for people: one string, or one per language. */
export const localTextSchema = z.union([
  z.string().min(1),
  z.strictObject({ en: z.string().min(1), id: z.string().min(1).optional() }),
]);

/** CEL source text. */
export const expressionSchema = z.string().min(1).max(4096);

/** A duration such as 1m, 6h, 35d. */
export const durationSchema = z
  .string()
  .regex(/^[1-9]\d{0,5}[smhd]$/, 'a duration is a number and s, m, h or d, as in 35d');

/** What every definition carries. */
export const commonFields = {
  title: localTextSchema.optional(),
  description: localTextSchema.optional(),
  owner: z.string().min(1).max(200).optional(),
  active: z.boolean().default(true),
};
