import { UsageError } from './usage-error.ts';

/** The format that was asked for with `--format`, the first unless told. Throws `UsageError` for any other. */
export function formatOf<Format extends string>(
  given: string | undefined,
  formats: readonly [Format, ...Format[]],
): Format {
  const format = given === undefined ? formats[0] : formats.find((known) => known === given);
  if (format !== undefined) return format;
  throw new UsageError(`--format ${given}: the formats are ${formats.join(', ')}`);
}
