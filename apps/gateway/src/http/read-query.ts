import { TidewatchError } from '@tidewatch/contract/errors';
import { didYouMean } from '@tidewatch/core/expressions/nearest-name';
import { describeIssues } from '@tidewatch/core/issues/describe-issues';
import type { z } from 'zod';

/**
 * Query parameters by a schema. Those in `lists` may be repeated, all others not. Throws `invalid_parameter`, also for names that
 * the door does not know: a misspelt filter must not silently widen an answer.
 */
export function readQuery<Schema extends z.ZodObject>(
  schema: Schema,
  query: unknown,
  lists: readonly string[],
): z.output<Schema> {
  const names = Object.keys(schema.shape);
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query as Record<string, string | string[]>)) {
    if (!names.includes(name)) {
      throw new TidewatchError(
        'invalid_parameter',
        `there is no parameter ${JSON.stringify(name)} here${didYouMean(name, names)}`,
      );
    }
    if (lists.includes(name)) input[name] = [value].flat();
    else if (typeof value === 'string') input[name] = value;
    else throw new TidewatchError('invalid_parameter', `${name} is given more than once`);
  }
  return parseWith(schema, input);
}

/** A value by a schema. Throws `invalid_parameter` with everything that is wrong and where. */
export function parseWith<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const messages = describeIssues(schema, input, parsed.error.issues).map(({ message }) => message);
  throw new TidewatchError('invalid_parameter', messages.join('; '));
}
