import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { settingsSchema } from '@tidewatch/contract';
import { checkLogAndStore } from './findings.ts';

const catalog = fileURLToPath(new URL('../../../../../infra/catalog', import.meta.url));
let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'tidewatch-doctor-'));
});
afterEach(() => rmSync(data, { recursive: true }));

const check = (settings: object) => checkLogAndStore(settingsSchema.parse({ data, catalog, ...settings }), false);

it('finds nothing wrong with an embedded log and store', async () => {
  expect((await check({})).map(({ level }) => level)).toEqual(['ok', 'ok']);
});

it('says that the store is away, and what of the log is as it should be', async () => {
  const findings = await check({ store: { elasticsearch: { node: 'http://127.0.0.1:1' } } });
  expect(findings.map(({ level }) => level)).toEqual(['ok', 'problem']);
  expect(findings[1]?.what).toMatch(/^store: Elasticsearch does not answer/);
});

it('says in a sentence that the data directory is none', async () => {
  const file = join(data, 'letter');
  writeFileSync(file, '');
  expect(await check({ data: file })).toEqual([
    { level: 'problem', what: expect.stringMatching(/^log: The data directory .* cannot be used: it is no directory/) },
  ]);
});
