import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { main } from '../../main.ts';

const catalog = fileURLToPath(new URL('../../../../../infra/catalog', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'rules-'));
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await main(args, {
    stdin: process.stdin,
    stdout: { write: (text: string) => (said.out += text) && true } as never,
    stderr: { write: (text: string) => (said.err += text) && true } as never,
    env: { TIDEWATCH_CATALOG: catalog },
    isTTY: false,
    signal: new AbortController().signal,
  });
  return { code, ...said };
}

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test('the tests of the shipped rules hold', async () => {
  const names = (await readdir(join(catalog, 'rules'))).filter((name) => name.endsWith('.test.yaml'));
  const { code, out } = await run('rules', 'test', ...names.map((name) => join(catalog, 'rules', name)));
  expect(out).not.toContain('FAILED');
  expect(out).toMatch(/^\d+ cases hold\.$/m);
  expect(code).toBe(0);
});

test('what does not hold is said with time, group and both states', async () => {
  const file = await fileOf(
    'wrong.yaml',
    `test: too early
rule: payment_failures
events: [{at: 1m, count: 30, type: order.cancelled, data: {reason: payment_failed}}]
expect: [{at: 1m, state: firing}, {at: 3m, state: firing}]
`,
  );
  const { code, out } = await run('rules', 'test', file);
  expect(code).toBe(1);
  expect(out).toContain('at 1m (2026-01-05T00:01:00.000Z) is inactive, not firing');
  expect(out).toContain('1 of 1 cases failed.');
});

test('a mistake in a test file is named with its place', async () => {
  const file = await fileOf('typo.yaml', 'test: x\nrule: payment_failures\nexpect:\n  - { at: soon, state: firing }\n');
  const { code, err } = await run('rules', 'test', file);
  expect(code).toBe(1);
  expect(err).toContain('typo.yaml:4:11: expect.0.at');
});

test('an event that the decoder refuses, and a rule that is not there', async () => {
  const event = await fileOf(
    'event.yaml',
    'test: x\nrule: payment_failures\nevents: [{at: 1m, type: order.lost}]\nexpect: [{at: 1m, state: firing}]\n',
  );
  expect((await run('rules', 'test', event)).err).toContain('unknown_type');
  const rule = await fileOf('rule.yaml', 'test: x\nrule: payments\nexpect: [{at: 1m, state: firing}]\n');
  expect((await run('rules', 'test', rule)).err).toContain('unknown_rule');
});

test('usage', async () => {
  for (const args of [['rules'], ['rules', 'test'], ['rules', 'backtest'], ['alerts'], ['alerts', 'ack']])
    expect((await run(...args)).code).toBe(2);
  expect((await run('rules', '--help')).out).toContain('rules backtest RULE');
  expect((await run('alerts', '--help')).out).toContain('alerts ack ID');
});
