import { z } from 'zod';
import type { Schema } from './answer-of.ts';

/** JSON Schema of what a caller may send. */
export function schemaOf(schema: z.ZodType): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

/**
 * One operation of a path; every error is a problem document. A null schema is plain text. More than one status: the same answer with
 * each.
 */
export function operation(
  summary: string,
  status: number | readonly number[],
  schema: Schema | null,
  more: Schema = {},
): Schema {
  const content = schema === null ? { 'text/plain': {} } : { 'application/json': { schema } };
  return {
    summary,
    ...more,
    responses: {
      ...Object.fromEntries(
        [status].flat().map((one) => [one, { description: one < 300 ? 'Done.' : 'Not now.', content }]),
      ),
      default: {
        description: 'What went wrong.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** One query parameter for each field; those in `lists` may be repeated. */
export function queryParameters(schema: z.ZodObject, lists: readonly string[]): readonly Schema[] {
  const { properties = {}, required = [] } = schemaOf(schema) as {
    properties?: Record<string, Schema>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(lists.includes(name) ? { style: 'form', explode: true } : {}),
    schema: property,
  }));
}

export function pathParameter(name: string, schema: z.ZodType): Schema {
  return { name, in: 'path', required: true, schema: schemaOf(schema) };
}

export function jsonBody(schema: z.ZodType): Schema {
  return { required: true, content: { 'application/json': { schema: schemaOf(schema) } } };
}
