import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventStream, send, totalsByReason } from '../support/event-stream.ts';
import { startTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';
import { seededRandom } from './simulation/seeded-random.ts';

/** More on request: KILLS=1000 npx vitest run --project faults test/faults/embedded-kill */
const kills = Number(process.env['KILLS'] ?? 50);
/** Ready again, from the start of the process, without its waits for a processor that others had: the median, and any one. */
const readyMsMedian = 2_000;
const readyMsMax = 5_000;
let data: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'tidewatch-kill-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

it(
  `counts exactly after ${kills} kills at random moments, and is ready again within 2 s (I1, I2)`,
  { timeout: 60_000 + kills * 6_000 },
  async () => {
    const seed = Number(process.env['KILL_SEED'] ?? 7);
    const random = seededRandom(seed);
    const stream = new EventStream(() => random.next());
    const begun = Date.now() - 3_600_000;
    const start = () =>
      startTidewatch({ args: ['--data', data, '--port', '0'], env: { TIDEWATCH_LOG_LEVEL: 'error' } });
    const readyMs: number[] = [];
    let unsent = stream.next(200, Date.now());
    for (let kill = 0; kill < kills; kill += 1) {
      const server = await start();
      readyMs.push(Math.round(server.upAfterMs - server.waitedForCpuMs));
      const killed = setTimeout(() => server.kill('SIGKILL'), random.below(600));
      while (await send(server.url, unsent)) unsent = stream.next(1 + random.below(200), Date.now());
      expect(await server.ended(), `how it ended; it wrote: ${server.errors()}`).toBe('SIGKILL');
      clearTimeout(killed);
    }
    const server = await start();
    expect(await send(server.url, unsent)).toBe(true);
    const wanted = Object.fromEntries([...stream.expected].toSorted());
    const seen = await waitUntil(
      'all events counted',
      async () => {
        const totals = Object.fromEntries([...(await totalsByReason(server.url, begun))].toSorted());
        const sum = Object.values(totals).reduce((left, right) => left + right, 0);
        return sum >= stream.distinct ? totals : null;
      },
      30_000,
    );
    expect(seen).toEqual(wanted);
    server.kill('SIGTERM');
    expect(await server.ended()).toBe(0);
    readyMs.sort((left, right) => left - right);
    expect(readyMs[readyMs.length >> 1], `ready after ms: ${readyMs.join(' ')}`).toBeLessThan(readyMsMedian);
    expect(readyMs.at(-1), `ready after ms: ${readyMs.join(' ')}`).toBeLessThan(readyMsMax);
  },
);
