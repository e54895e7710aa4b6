import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventStream, send, totalsByReason } from '../support/event-stream.ts';
import { readSeries } from '../support/read-series.ts';
import { runVerb, startTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';

const shipped = fileURLToPath(new URL('../../infra/catalog', import.meta.url));
let folder: string;
let catalog: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-rebuild-'));
  catalog = join(folder, 'catalog');
  await cp(shipped, catalog, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = () => startTidewatch({ args: ['--data', join(folder, 'data'), '--catalog', catalog, '--port', '0'] });

const returns = `metric: cancelled_by_city
from: [order.cancelled]
by: [city]
measure: count
`;

it(
  'a new metric counts from now on, and after a rebuild from the earliest record on; nothing counts twice (I9)',
  { timeout: 240_000 },
  async () => {
    const stream = new EventStream(Math.random);
    const first = await start();
    expect(await send(first.url, stream.next(300, Date.now()))).toBe(true);
    first.kill('SIGTERM');
    await first.ended();

    await writeFile(join(catalog, 'metrics', 'by-city.yaml'), returns);
    expect(
      await runVerb(['rebuild', '--from', 'earliest', '--data', join(folder, 'data'), '--catalog', catalog]),
    ).toMatchObject({
      code: 0,
      output: expect.stringContaining('Generation 2 begins at'),
    });

    const second = await start();
    expect(await send(second.url, stream.next(200, Date.now()))).toBe(true);
    const range = { from: new Date(Date.now() - 3_600_000).toISOString(), step: '1h' };
    const total = async (metric: string) => (await readSeries(second.url, metric, range))[0]?.total;
    await waitUntil('the new metric has all events', async () => (await total('cancelled_by_city')) === 500, 60_000);
    await waitUntil('the old one too', async () => (await total('cancellations')) === 500, 60_000);
    expect(Object.fromEntries([...(await totalsByReason(second.url, Date.now() - 3_600_000))].toSorted())).toEqual(
      Object.fromEntries([...stream.expected].toSorted()),
    );
    second.kill('SIGTERM');
    expect(await second.ended()).toBe(0);
  },
);

it('a rebuild before the first start is the first generation', { timeout: 30_000 }, async () => {
  expect(
    await runVerb(['rebuild', '--from', 'earliest', '--data', join(folder, 'empty'), '--catalog', catalog]),
  ).toMatchObject({
    code: 0,
    output: expect.stringContaining('Generation 1 begins at'),
  });
});

it('a bad catalog is refused with its place, and leaves the one before in force', { timeout: 60_000 }, async () => {
  const server = await start();
  await writeFile(join(catalog, 'metrics', 'by-city.yaml'), returns.replace('order.cancelled', 'order.canceled'));
  server.kill('SIGHUP');
  await waitUntil('it says so', async () => /by-city\.yaml:2:\d+: .*order\.cancelled/s.test(server.errors()), 10_000);
  expect((await fetch(`${server.url}/v1/metrics/cancelled_by_city/series`)).status).toBe(200);
  server.kill('SIGTERM');
  expect(await server.ended()).toBe(0);
});
