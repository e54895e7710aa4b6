import type { DeadLetter } from '@tidewatch/contract';
import { fetchJson, serverUrl } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { formatOf } from '../../verbs/format-of.ts';
import { readOptions } from '../../verbs/read-options.ts';
import { UsageError } from '../../verbs/usage-error.ts';

const help = `Usage: tidewatch dead-letters list [--code CODE] [--topic TOPIC] [--limit N] [--format table|json]
       tidewatch dead-letters replay --code CODE | --at TOPIC/PARTITION/OFFSET …

Dead letters are events that could not be used: what, where and why. Replay sends them again after the cause is mended
(a definition was added, a field was made optional). Sending the same one twice counts it once.

  --url URL   default http://127.0.0.1:$TIDEWATCH_PORT

Example: tidewatch dead-letters list --code unknown_type
         tidewatch dead-letters replay --code unknown_type
`;

interface Page {
  readonly deadLetters: readonly DeadLetter[];
  readonly next: string | null;
}

/** `tidewatch dead-letters`. */
export async function deadLettersCommand(args: readonly string[], io: Io): Promise<number> {
  const text = { type: 'string' } as const;
  const options = {
    code: text,
    topic: text,
    limit: text,
    format: text,
    url: text,
    at: { type: 'string', multiple: true },
  } as const;
  const told = readOptions(args, io, { help, options, takesArguments: true });
  if (told === null) return 0;
  const { values, positionals } = told;
  const [action, ...more] = positionals;
  const format = formatOf(values.format, ['table', 'json']);
  const url = serverUrl(values.url, io);
  if (action === 'list' && more.length === 0) return list(url, { ...values, format }, io);
  if (action === 'replay' && more.length === 0) return replay(url, values, io);
  throw new UsageError('say list or replay; tidewatch dead-letters --help says more');
}

async function list(
  url: string,
  values: { code?: string; topic?: string; limit?: string; format?: string },
  io: Io,
): Promise<number> {
  const search = new URLSearchParams();
  for (const name of ['code', 'topic', 'limit'] as const)
    if (values[name] !== undefined) search.set(name, values[name]);
  const page = await fetchJson<Page>(`${url}/v1/dead-letters?${search.toString()}`);
  if (values.format === 'json') {
    io.stdout.write(`${JSON.stringify(page)}\n`);
    return 0;
  }
  if (page.deadLetters.length === 0) io.stdout.write('No dead letters.\n');
  for (const letter of page.deadLetters) {
    const place = `${letter.topic}/${letter.partition}/${letter.offset}`;
    io.stdout.write(
      `${new Date(letter.appendedAt).toISOString()}  ${place.padEnd(24)}${letter.code.padEnd(20)}${letter.type ?? '(no type)'}  ${letter.detail}\n`,
    );
  }
  if (page.next !== null) io.stdout.write('There are more; --limit shows them.\n');
  return 0;
}

async function replay(url: string, values: { code?: string; at?: string[] }, io: Io): Promise<number> {
  if ((values.code === undefined) === (values.at === undefined))
    throw new UsageError('replay needs either --code or --at');
  const body = values.code === undefined ? { coordinates: values.at!.map(coordinatesOf) } : { code: values.code };
  const answer = await fetchJson<{ replayed: number }>(`${url}/v1/dead-letters/replay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  io.stdout.write(`${answer.replayed} sent again.\n`);
  return 0;
}

function coordinatesOf(text: string): { topic: string; partition: number; offset: number } {
  const match = /^(.+)\/(\d+)\/(\d+)$/.exec(text);
  if (match === null) throw new UsageError(`--at ${text}: coordinates are TOPIC/PARTITION/OFFSET, as list prints them`);
  return { topic: match[1]!, partition: Number(match[2]), offset: Number(match[3]) };
}
