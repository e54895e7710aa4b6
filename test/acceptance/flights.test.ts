import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runVerb, startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import {
  everyCell,
  expectKnownAnswers,
  flightsCatalog,
  flightsFile,
  flightsMap,
  ingestFlights,
  queryJanuary,
  secondSendingKnown,
} from './flights-known-answers.ts';

let folder: string;
let file: string;
let server: RunningTidewatch;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-flights-'));
  file = await flightsFile(folder);
  server = await startTidewatch({
    args: ['--catalog', flightsCatalog, '--data', join(folder, 'data'), '--port', '0'],
    env: { TIDEWATCH_LOG_LEVEL: 'error' },
  });
});
afterAll(async () => {
  server.kill('SIGTERM');
  await server.ended();
  await rm(folder, { recursive: true, force: true });
});

describe('27,004 real flights through tidewatch ingest and tidewatch query', () => {
  it('gives every known number of the data', async () => {
    const { code, output, errors } = await ingestFlights(server.url, file);
    expect({ code, errors }).toEqual({ code: 0, errors: expect.not.stringContaining('line ') });
    expect(output).toMatch(/27,004 rows.*27,004 .*accepted.* 0 rows rejected/);
    await expectKnownAnswers(server.url);
  });

  it('changes nothing when it is ingested again, with the ledger and without', async () => {
    const before = await everyCell(server.url);
    const again = await ingestFlights(server.url, file);
    expect(again.code).toBe(0);
    expect(again.output).toMatch(/knows all of this file/);
    expect((await ingestFlights(server.url, file, '--again')).code).toBe(0);
    await secondSendingKnown(server.url);
    expect(await everyCell(server.url)).toEqual(before);
    await expectKnownAnswers(server.url);
  });

  it('tells of rows that cannot be used, takes the others, and exits with 1', async () => {
    const [header, row] = (await readFile(file, 'utf8')).split('\n');
    const other = join(folder, 'other.csv');
    await writeFile(other, `${header}\n${row!.replace('2013-01-01T10:00:00Z', 'yesterday')}\n`);
    await appendFile(other, `${row!.replace(/^2013,1,1/, '2013,1,32').replace('2013-01-01T10', '2013-03-01T10')}\n`);
    const { code, output, errors } = await ingestFlights(server.url, other);
    expect(errors).toMatch(/^line 2: invalid_time/m);
    expect(output).toMatch(/^2 rows.*1 .*accepted.* 1 rows rejected/);
    expect(code).toBe(1);
  });

  it('exits with 2 for wrong arguments and 1 when nobody answers', async () => {
    expect((await runVerb(['ingest'])).code).toBe(2);
    expect((await runVerb(['ingest', file, '--map', flightsMap, '--what'])).code).toBe(2);
    expect((await runVerb(['query', 'flights', '--url', 'http://127.0.0.1:1'])).code).toBe(1);
    await expect(queryJanuary(server.url, 'no_such_metric')).rejects.toThrow(/unknown_metric/);
  });
});
