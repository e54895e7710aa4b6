import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { CloudEvent, SeriesAnswer } from '@tidewatch/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendWhenReady } from '../support/event-stream.ts';
import { runVerb, startTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';

/**
 * A data directory of version 0.1.0 as it stood in November 2026, before generations waited for each other: 400 events, their catalog (which keeps
 * for ever), and what that version answered.
 */
const fixture = fileURLToPath(new URL('../acceptance/fixtures/older-data.tar.gz', import.meta.url));
const stepMs = 60_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-older-'));
  await promisify(execFile)('tar', ['-xzf', fixture, '-C', folder]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const args = () => ['--data', join(folder, 'data'), '--catalog', join(folder, 'catalog'), '--port', '0'];

it('data of an older version is taken over: the same answers, and it goes on', { timeout: 180_000 }, async () => {
  const answers = JSON.parse(await readFile(join(folder, 'answers.json'), 'utf8')) as Record<
    string,
    SeriesAnswer['series']
  >;
  const server = await startTidewatch({ args: args() });
  const ask = async (path: string) =>
    ((await (await fetch(`${server.url}/v1/metrics/${path}`)).json()) as SeriesAnswer).series;
  for (const [path, series] of Object.entries(answers)) expect([path, await ask(path)]).toEqual([path, series]);

  const time = new Date().toISOString();
  const data = { parcelId: 'new', depot: 'Medan', customer: 'c1', minutes: 5, value: 1_000 };
  const event: CloudEvent = { specversion: '1.0', id: 'new', source: 'depots', type: 'parcel.returned', time, data };
  await sendWhenReady(server.url, [event]);
  const today = async () => (await ask('returns/series?from=now-1h&step=1h'))[0]?.total;
  await waitUntil('a new event counts', async () => (await today()) === 1, stepMs);
  const [path, before] = Object.entries(answers)[0]!;
  expect(await ask(path)).toEqual(before);
  server.kill('SIGTERM');
  expect(await server.ended()).toBe(0);
});

it.each(['log.sqlite', 'store.sqlite'])(
  'data of a newer version is refused by name: %s',
  { timeout: stepMs },
  async (file) => {
    const database = new DatabaseSync(join(folder, 'data', file));
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    database.exec(`PRAGMA user_version=${version + 1}`);
    database.close();
    const { code, errors } = await runVerb(['start', ...args()]);
    expect(code).toBe(1);
    expect(errors).toMatch(/^tidewatch start: .*newer.*\(newer_format\)\n$/i);
    const again = new DatabaseSync(join(folder, 'data', file));
    again.exec(`PRAGMA user_version=${version}`);
    again.close();
  },
);
