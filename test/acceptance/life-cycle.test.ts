import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudEvent } from '@tidewatch/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventStream, send, totalsByReason } from '../support/event-stream.ts';
import { runVerb, startTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'tidewatch-life-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const args = () => ['--data', data, '--port', '0'];

describe('start and stop', () => {
  it('stops within 5 s of SIGTERM and goes on with the same numbers', { timeout: 60_000 }, async () => {
    const stream = new EventStream(Math.random);
    const first = await startTidewatch({ args: args() });
    expect(await send(first.url, stream.next(500, Date.now()))).toBe(true);
    const asked = performance.now();
    first.kill('SIGTERM');
    expect(await first.ended()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5_000);
    const second = await startTidewatch({ args: args() });
    await waitUntil(
      'the same numbers',
      async () => {
        const totals = await totalsByReason(second.url, Date.now() - 3_600_000);
        return JSON.stringify([...totals].toSorted()) === JSON.stringify([...stream.expected].toSorted());
      },
      10_000,
    );
    second.kill('SIGTERM');
    expect(await second.ended()).toBe(0);
  });

  it(
    'stops within 5 s of SIGTERM under full load, and has counted what it had acknowledged',
    { timeout: 120_000 },
    async () => {
      const stream = new EventStream(Math.random);
      const first = await startTidewatch({ args: args() });
      const stopping = new AbortController();
      const unsure: CloudEvent[][] = [];
      const sendSteadily = async (): Promise<void> => {
        while (!stopping.signal.aborted) {
          const batch = stream.next(500, Date.now());
          if (!(await send(first.url, batch))) unsure.push(batch);
        }
      };
      const senders = Array.from({ length: 8 }, sendSteadily);
      await waitUntil('load', async () => stream.distinct > 20_000, 60_000);
      const asked = performance.now();
      first.kill('SIGTERM');
      expect(await first.ended()).toBe(0);
      expect(performance.now() - asked).toBeLessThan(5_000);
      stopping.abort();
      await Promise.all(senders);
      const second = await startTidewatch({ args: args() });
      for (const batch of unsure) expect(await send(second.url, batch)).toBe(true);
      await waitUntil(
        'the same numbers',
        async () => {
          const totals = await totalsByReason(second.url, Date.now() - 3_600_000);
          return JSON.stringify([...totals].toSorted()) === JSON.stringify([...stream.expected].toSorted());
        },
        60_000,
      );
      second.kill('SIGTERM');
      expect(await second.ended()).toBe(0);
    },
  );

  it('refuses a second start on the same data directory at once', { timeout: 60_000 }, async () => {
    const first = await startTidewatch({ args: args() });
    const refusals: number[] = [];
    const loads: number[] = [];
    // The fastest of three: other tests run beside this one.
    for (let round = 0; round < 3; round += 1) {
      const begun = performance.now();
      const second = await runVerb(['start', ...args()]);
      refusals.push(performance.now() - begun);
      expect(second.code).toBe(1);
      expect(second.errors).toContain('data_in_use');
      const again = performance.now();
      expect((await runVerb(['start', ...args(), '--role', 'nobody'])).code).toBe(2);
      loads.push(performance.now() - again);
    }
    // Within a second of what loading the program costs here and now.
    expect(Math.min(...refusals)).toBeLessThan(Math.min(...loads) + 1_000);
    first.kill('SIGTERM');
    await first.ended();
  });

  it('tells probes how it is while Kafka is away, and stops when told', { timeout: 60_000 }, async () => {
    const env = { TIDEWATCH_LOG_KAFKA_BROKERS: '127.0.0.1:1' };
    const processor = await startTidewatch({
      args: ['--role', 'processor', '--health-port', '0'],
      env,
      upWhen: /^Health of this process: (\S+)$/m,
    });
    const ready = await fetch(`${processor.healthUrl}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, reasons: ['the process is starting', 'the event log has not answered yet'], groups: [] },
    ]);
    expect((await fetch(`${processor.healthUrl}/healthz`)).status).toBe(200);
    expect((await fetch(`${processor.healthUrl}/metrics`)).status).toBe(200);
    const { port } = new URL(processor.healthUrl);
    const second = await runVerb(['start', '--role', 'indexer', '--health-port', port], env);
    expect(second).toMatchObject({
      code: 1,
      errors: expect.stringContaining(`cannot listen on 127.0.0.1 port ${port}`),
    });
    const asked = performance.now();
    processor.kill('SIGTERM');
    expect(await processor.ended()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(processor.errors()).toContain('Kafka at 127.0.0.1:1: cannot');
  });

  it('says what is wrong with options, settings and the catalog', { timeout: 60_000 }, async () => {
    expect(await runVerb(['start', '--role', 'processor', ...args()])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('--role needs a log'),
    });
    expect(await runVerb(['start', '--nope'])).toMatchObject({ code: 2 });
    expect(await runVerb(['nope'])).toMatchObject({ code: 2 });
    expect(await runVerb(['start', ...args()], { TIDEWATCH_HTTP_HOST: '0.0.0.0' })).toMatchObject({
      code: 1,
      errors: expect.stringContaining('allowWithoutLogin'),
    });
    expect(await runVerb(['start', ...args(), '--catalog', 'test/nowhere'])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('test/nowhere'),
    });
  });
});
