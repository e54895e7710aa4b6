import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../http/test-server.ts';
import { readCatalog } from '../start/read-catalog.ts';
import { produceCommand } from './produce-command.ts';
import { sendAtRate } from './send-at-rate.ts';
import { SimulatedLoad } from './simulated-load.ts';

const catalogFolder = fileURLToPath(new URL('../../../../../infra/catalog', import.meta.url));

describe('tidewatch produce', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer(await readCatalog(catalogFolder));
  });
  afterEach(() => server.close());

  async function produce(...args: string[]) {
    const out: string[] = [];
    const stdout = new Writable({ write: (chunk, _, done) => (out.push(String(chunk)), done()) });
    const io = {
      stdin: Readable.from([]),
      stdout,
      stderr: stdout,
      env: {},
      isTTY: false,
      signal: new AbortController().signal,
    };
    return { code: await produceCommand([...args, '--url', server.url], io), out: out.join('') };
  }

  it('sends what it says, every event valid and new in each run', async () => {
    const first = await produce('--rate', '20000', '--seconds', '0.25', '--duplicates', '0.02', '--disorder', '30');
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/^5,000 events sent \((\d+) of them duplicates\), 5,000 accepted, none rejected/);
    const duplicates = Number(/\((\d+)/.exec(first.out)![1]);
    const ids = server.taken.map((text) => (JSON.parse(text) as { id: string }).id);
    expect(new Set(ids).size).toBe(5_000 - duplicates);
    server.taken.length = 0;
    await produce('--rate', '1000', '--seconds', '0.1');
    expect(server.taken.some((text) => ids.includes((JSON.parse(text) as { id: string }).id))).toBe(false);
  });

  it('refuses what it cannot do', async () => {
    await expect(produce('--rate', 'fast')).rejects.toThrow(/--rate fast: a number/);
    await expect(produce('--to', 'nowhere')).rejects.toThrow(/http or kafka/);
    await expect(produce('--to', 'kafka')).rejects.toThrow(/log.kafka/);
    await server.close();
    await expect(produce()).rejects.toThrow(/no Tidewatch answers/);
  });
});

describe('SimulatedLoad', () => {
  const now = Date.UTC(2026, 10, 21, 9);
  const events = (seed: number, count: number) => {
    return eventsWith(seed, count, 0.01);
  };
  const eventsWith = (seed: number, total: number, duplicates: number) => {
    const load = new SimulatedLoad({ seed, run: 'r', duplicates, total, disorderMs: 30_000 });
    return { load, events: Array.from({ length: total }, () => load.next(now)) };
  };

  it('is the same for the same seed, and repeats the share that it was told', () => {
    expect(events(3, 500).events).toEqual(events(3, 500).events);
    expect(events(4, 500).events).not.toEqual(events(3, 500).events);
    const { load, events: many } = events(3, 20_000);
    expect(load.duplicates / 20_000).toBeCloseTo(0.01, 2);
    expect(new Set(many.map(({ id }) => id)).size).toBe(20_000 - load.duplicates);
  });

  it.each([
    [10, 0.1],
    [100, 0.01],
    [100, 0.5],
    [777, 0.02],
    [5_000, 0.05],
  ])('repeats its share of a run of %i events however short it is: %f', (total, share) => {
    for (let seed = 0; seed < 4; seed += 1) {
      const { load, events: all } = eventsWith(seed, total, share);
      const distinct = new Set(all.map(({ id }) => id)).size;
      expect(total - distinct).toBe(load.duplicates);
      expect(Math.abs(load.duplicates - distinct * share)).toBeLessThanOrEqual(1);
    }
  });

  it('puts events within the disorder before the time of sending, and visits after it', () => {
    for (const { time, data } of events(1, 5_000).events) {
      expect(now - Date.parse(time)).toBeGreaterThanOrEqual(0);
      expect(now - Date.parse(time)).toBeLessThan(30_000);
      if (typeof data?.['visitAt'] === 'string') expect(Date.parse(data['visitAt'])).toBeGreaterThan(Date.parse(time));
    }
  });
});

describe('sendAtRate', () => {
  const run = async (rate: number, total: number, sendMs: number) => {
    let time = 0;
    const sent: [number, number][] = [];
    const send = async (count: number) => {
      time += sendMs;
      sent.push([time, count]);
    };
    await sendAtRate(send, {
      rate,
      total,
      signal: new AbortController().signal,
      now: () => time,
      sleepMs: async (ms) => (time += ms),
    });
    return {
      time,
      sent: sent.reduce((sum, [, count]) => sum + count, 0),
      largest: Math.max(...sent.map(([, count]) => count)),
    };
  };

  it('keeps to the rate, and catches up when sending takes long', async () => {
    expect((await run(1_000, 5_000, 1)).time / 5_000).toBeCloseTo(1, 1);
    expect((await run(2, 10, 1)).time).toBeGreaterThan(4_400);
    const slow = await run(100_000, 50_000, 20);
    expect(slow).toMatchObject({ sent: 50_000, largest: 1_000 });
    expect(slow.time).toBeLessThan(50 * 20 * 1.1);
  });
});
