import { writeSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { TidewatchError } from '@tidewatch/contract';
import { didYouMean } from '@tidewatch/core/expressions/nearest-name';
import { growHeapSlowly } from './grow-heap-slowly.ts';
import type { Io } from './io.ts';
import { UsageError } from './verbs/usage-error.ts';
import { verbs } from './verbs/verbs.ts';

const help = `Tidewatch: live operational metrics from backend events.

Usage: tidewatch VERB [options]; tidewatch VERB --help says more.

${verbs.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}`).join('\n')}

Exit codes: 0 ok, 1 failed, 2 usage.
`;

/** Runs one verb and answers its exit code. Errors become one line for people, never a stack trace. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  // `help query` is `query --help`.
  if (name === 'help' && rest.length > 0) return main([...rest.slice(0, 1), '--help'], io);
  if (name === undefined || name === '--help' || name === 'help' || name === '-h') {
    io.stdout.write(help);
    return name === undefined ? 2 : 0;
  }
  const verb = verbs.find((known) => known.name === name);
  if (verb === undefined) {
    const names = verbs.map((known) => known.name);
    const hint = didYouMean(name, names) || '; tidewatch --help lists them';
    io.stderr.write(`tidewatch: there is no verb ${JSON.stringify(name)}${hint}\n`);
    return 2;
  }
  try {
    const command = await verb.load();
    return await command(rest, io);
  } catch (error) {
    io.stderr.write(`tidewatch ${name}: ${messageOf(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof TidewatchError) return `${error.message} (${error.code})`;
  return error instanceof Error ? error.message : String(error);
}

/** A reader that has seen enough (`| head`) is no fault, and a server goes on without it; anything else is told in one line. */
function outputFailed({ code }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  writeSync(process.stderr.fd, `tidewatch: the output cannot be written: ${code ?? 'unknown fault'}\n`);
  process.exit(1);
}

if (import.meta.main) {
  // Verbs are loaded after this line: from the second start on nothing is compiled again.
  enableCompileCache();
  growHeapSlowly();
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort(signal));
  const { stdin, stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', outputFailed);
  process.exitCode = await main(process.argv.slice(2), {
    stdin,
    stdout,
    stderr,
    env,
    isTTY: stderr.isTTY,
    signal: stopping.signal,
  });
}
