import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadSettings } from './load-settings.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function settingsFile(text: string): Promise<string> {
  const file = join(folder, 'tidewatch.yaml');
  await writeFile(file, text);
  return file;
}

const refusal = (text: string, env: Record<string, string> = {}): Promise<string> =>
  settingsFile(text).then((file) =>
    loadSettings(env, { file }).then(
      () => 'accepted',
      (error: Error) => error.message.replaceAll(`${file}:`, ''),
    ),
  );

it('variables win over the file, options of the command over both, short names over long ones', async () => {
  const file = await settingsFile('namespace: shop\ndata: ./a\nhttp: { port: 1, host: 127.0.0.1 }\n');
  const env = { TIDEWATCH_DATA: './b', TIDEWATCH_HTTP_PORT: '2', TIDEWATCH_PORT: '3' };
  const { settings } = await loadSettings(env, { file, overrides: { data: './c' } });
  expect(settings).toMatchObject({ namespace: 'shop', data: './c', http: { port: 3, host: '127.0.0.1' } });
});

it('a variable chooses another log than the file', async () => {
  const file = await settingsFile('log: { embedded: {} }\n');
  const { settings } = await loadSettings({ TIDEWATCH_LOG_KAFKA_BROKERS: 'a:1, b:2' }, { file });
  expect(settings.log).toMatchObject({ kafka: { brokers: ['a:1', 'b:2'] } });
});

it('a slip in the file is told with its place and the nearest name, all slips at once', async () => {
  expect(await refusal('log:\n  kafka: { brokrs: [a] }\nlogLevel: loud\nprocessor: { cellsMax: 1 }\n')).toBe(
    [
      '2:10: "brokers" is missing',
      '2:20: unknown key "brokrs"; did you mean "brokers"?',
      '4:24: cellsMax must be at least 100',
      '3:11: logLevel must be one of debug, info, warn, error, silent, not "loud"',
    ].join('\n'),
  );
});

it('a slip in a variable is told with the name of the variable', async () => {
  expect(await refusal('', { TIDEWATCH_PORT: 'abc' })).toBe('TIDEWATCH_PORT: port must be a number, not "abc"');
  expect(await refusal('http: { port: 5 }', { TIDEWATCH_LIVE_LIVE_CELLS_MAX: '1' })).toBe(
    'TIDEWATCH_LIVE_LIVE_CELLS_MAX: liveCellsMax must be at least 1000',
  );
});

it('a variable that is no setting is named, a file that was asked for must be there', async () => {
  expect((await loadSettings({ TIDEWATCH_PROT: '1' }, { file: await settingsFile('') })).unknown).toEqual([
    'TIDEWATCH_PROT',
  ]);
  await expect(loadSettings({}, { file: join(folder, 'nope.yaml') })).rejects.toThrow('cannot be read');
});
