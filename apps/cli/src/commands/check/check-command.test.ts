import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCommand } from './check-command.ts';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-check-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const stdout = new PassThrough();
  const io = {
    stdin: Readable.from([]),
    stdout,
    stderr: new PassThrough(),
    env: {},
    isTTY: false,
    signal: new AbortController().signal,
  };
  const code = await checkCommand(args, io);
  return { code, out: String(stdout.read() ?? '') };
}

describe('tidewatch check', () => {
  it.each(['infra/catalog', 'infra/examples/flights/catalog'])('finds nothing wrong with %s', async (name) => {
    const { code, out } = await run(join(root, name));
    expect(out).toMatch(/metrics, \d+ dashboards, \d+ rules, \d+ receivers? in force/);
    expect(code).toBe(0);
  });

  it('prints every problem as file:line:column: message and fails', async () => {
    await writeFile(
      join(folder, 'a.yaml'),
      'event: order.placed\ndata:\n  city: {type: strin, dimension: true}\n---\nmetric: orders\nfrom: [order.plced]\nmeasure: cont\n',
    );
    await writeFile(join(folder, 'b.yaml'), 'metric: [\n');
    const { code, out } = await run(folder);
    expect(code).toBe(1);
    const lines = out.trim().split('\n');
    expect(lines[0]).toBe(
      `${join(folder, 'a.yaml')}:3:16: type must be one of string, number, integer, boolean, timestamp, money, not "strin"; did you mean "string"?`,
    );
    expect(lines[1]).toBe(
      `${join(folder, 'a.yaml')}:7:10: measure must be one of count, sum, min, max, avg, distinct, quantiles, not "cont"; did you mean "count"?`,
    );
    expect(lines[2]).toMatch(/b\.yaml:\d+:\d+: /);
  });

  it('fails for a folder without definitions', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'tidewatch-empty-'));
    expect((await run(empty)).code).toBe(1);
    await rm(empty, { recursive: true });
  });

  it('teaches with --help, and refuses a folder that is not there', async () => {
    expect((await run('--help')).out).toMatch(/Usage: tidewatch check/);
    await expect(run(join(folder, 'nothing'))).rejects.toThrow('there is no catalog folder');
    await expect(run('--what')).rejects.toThrow('--what');
  });
});
