import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { main } from './main.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));

/** Asks for help in a process of its own; its output goes to a file, or into a pipe whose reader has gone. */
async function helpInto(file: string | null) {
  const out = file === null ? 'pipe' : openSync(file, 'w');
  const child = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', out, 'pipe'] });
  child.stdout?.destroy();
  const [errors, [code]] = await Promise.all([text(child.stderr ?? Readable.from([])), once(child, 'exit')]);
  return { code: code as number, errors };
}

it('takes a reader that has gone for no fault', async () => {
  expect(await helpInto(null)).toEqual({ code: 0, errors: '' });
});

it.runIf(process.platform === 'linux')('says in one line that its output cannot be written', async () => {
  expect(await helpInto('/dev/full')).toEqual({
    code: 1,
    errors: 'tidewatch: the output cannot be written: ENOSPC\n',
  });
});

it.each([
  [['help', 'query'], 0, /^Usage: tidewatch query/],
  [['query', '-h'], 0, /^Usage: tidewatch query/],
  [['help'], 0, /tidewatch VERB --help says more/],
  [['qury'], 2, /did you mean "query"/],
  [['query', 'orders', '--form', 'now-1h'], 2, /there is no option --form; did you mean "--from"/],
  [['query', 'orders', '--url', 'here'], 2, /here is no address of a server/],
])('answers %j with exit code %i', async (args, code, said) => {
  const output = new PassThrough();
  const signal = new AbortController().signal;
  const io = { stdin: Readable.from([]), stdout: output, stderr: output, env: {}, isTTY: false, signal };
  expect(await main(args, io)).toBe(code);
  expect(String(output.read())).toMatch(said);
});
