import { parseArgs, type ParseArgsConfig } from 'node:util';
import { didYouMean } from '@tidewatch/core/expressions/nearest-name';
import type { Io } from '../io.ts';
import { UsageError } from './usage-error.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

const helpOption = { help: { type: 'boolean', short: 'h' } } as const;

/** What a command takes. */
interface Taken<Own extends Options> {
  /** Its text for `--help`. */
  readonly help: string;
  readonly options: Own;
  /** Whether it takes arguments that are no options. */
  readonly takesArguments?: boolean;
}

type Given<Own extends Options> = ReturnType<typeof parseArgs<{ options: Own; allowPositionals: true }>>;

/**
 * What a command was told: the values of its options, and the other arguments. Null when `--help` or `-h` was among them; then the help was
 * written. Throws `UsageError` in one line, with the nearest option for one that there is not.
 */
export function readOptions<Own extends Options>(
  args: readonly string[],
  io: Io,
  { help, options, takesArguments = false }: Taken<Own>,
): Given<Own> | null {
  const all: Options = { ...options, ...helpOption };
  if (args.includes('-h') || args.includes('--help')) {
    io.stdout.write(help);
    return null;
  }
  try {
    const told = parseArgs({ args: withDashedValues(args, all), options: all, allowPositionals: takesArguments });
    return told as unknown as Given<Own>;
  } catch (error) {
    throw usageErrorOf(error, Object.keys(all));
  }
}

/** `--order -total` and `--limit -3` give the option a value: no option of ours begins with a single dash. */
function withDashedValues(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const [arg, value] = [args[index]!, args[index + 1]];
    const takesValue = arg.startsWith('--') && options[arg.slice(2)]?.type === 'string';
    const isDashed = value !== undefined && /^-[^-]/.test(value);
    joined.push(takesValue && isDashed ? `${arg}=${value}` : arg);
    if (takesValue && isDashed) index += 1;
  }
  return joined;
}

function usageErrorOf(error: unknown, names: readonly string[]): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  const [unknown] = /(?<=^Unknown option ')[^']+/.exec(error.message) ?? [];
  if (unknown === undefined) return new UsageError(error.message.replaceAll('\n', ' '));
  const nearest = didYouMean(unknown.replace(/^-+/, ''), names).replace('"', '"--');
  return new UsageError(`there is no option ${unknown}${nearest || '; --help lists them'}`);
}
