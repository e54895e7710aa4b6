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

it(
  'a rebuild while all runs: the numbers stand until the new generation has caught up, then a new metric has all of the past',
  { timeout: 240_000 },
  async () => {
    const own = join(folder, 'running');
    const definitions = join(folder, 'running-catalog');
    await cp(shipped, definitions, { recursive: true });
    const server = await startTidewatch({ args: ['--data', own, '--catalog', definitions, '--port', '0'] });
    const stream = new EventStream(Math.random);
    for (let batch = 0; batch < 10; batch += 1) expect(await send(server.url, stream.next(400, Date.now()))).toBe(true);
    const range = { from: new Date(Date.now() - 3_600_000).toISOString(), step: '1h' };
    const total = async (metric: string) => (await readSeries(server.url, metric, range))[0]?.total ?? null;
    await waitUntil('all is counted', async () => (await total('cancellations')) === 4_000, 60_000);

    await writeFile(join(definitions, 'metrics', 'by-city.yaml'), returns);
    const port = new URL(server.url).port;
    const rebuilt = runVerb(['rebuild', '--from', 'earliest', '--data', own, '--port', port]);
    const seen: (number | null)[] = [];
    const ended = Promise.withResolvers<'ended'>();
    void rebuilt.finally(() => ended.resolve('ended'));
    while ((await Promise.race([ended.promise, total('cancellations')])) !== 'ended') {
      seen.push(await total('cancellations'));
      expect(await send(server.url, stream.next(20, Date.now()))).toBe(true);
    }
    expect(await rebuilt).toMatchObject({ code: 0, output: expect.stringContaining('Generation 2 is in force.') });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen, 'numbers never fall').toEqual(seen.toSorted((left, right) => (left ?? 0) - (right ?? 0)));
    expect(Math.min(...seen.map(Number))).toBeGreaterThanOrEqual(4_000);
    await waitUntil(
      'the new metric has the past',
      async () => (await total('cancelled_by_city')) === stream.distinct,
      60_000,
    );
    await waitUntil('the old one too', async () => (await total('cancellations')) === stream.distinct, 60_000);
    server.kill('SIGTERM');
    expect(await server.ended()).toBe(0);
  },
);

it('a rebuild with a bad catalog is refused and says where; the server goes on', { timeout: 60_000 }, async () => {
  const own = join(folder, 'refused');
  const definitions = join(folder, 'refused-catalog');
  await cp(shipped, definitions, { recursive: true });
  const server = await startTidewatch({ args: ['--data', own, '--catalog', definitions, '--port', '0'] });
  await writeFile(join(definitions, 'metrics', 'by-city.yaml'), returns.replace('order.cancelled', 'order.canceled'));
  const { code, errors } = await runVerb(['rebuild', '--from', 'earliest', '--url', server.url]);
  expect(code).toBe(1);
  expect(errors).toMatch(/by-city\.yaml:2:\d+: .*order\.cancelled.*\(rebuild_refused\)/s);
  expect((await fetch(`${server.url}/v1/metrics/cancellations/series`)).status).toBe(200);
  server.kill('SIGTERM');
  expect(await server.ended()).toBe(0);
});
