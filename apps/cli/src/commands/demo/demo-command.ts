import type { PipelineAnswer } from '@tidewatch/contract';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { fetchJson } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { createPlatform } from '../../simulator/create-platform.ts';
import { run, startOptions, type Running } from '../start/start-command.ts';
import { readOptions } from '../../verbs/read-options.ts';
import { UsageError } from '../../verbs/usage-error.ts';
import { readRanges, type DemoIdentity } from './demo-ledger.ts';
import { fillHistory } from './fill-history.ts';
import { startLiveTraffic, type LiveTraffic } from './live-traffic.ts';
import { missingRanges } from './ranges.ts';
import { startSupportShift } from './support-shift.ts';

const hourMs = 3_600_000;
const historyMs = 8 * 24 * hourMs;
/** More history than this would take minutes and gigabytes; a higher rate gets fewer days. */
const historyEventsMax = 1_500_000;
const lagRecordsMax = 20_000;

const help = `Usage: tidewatch demo [--rate N] [--seed S] [--data DIR] [--port N] [--catalog DIR] [--settings FILE]

Runs Tidewatch with a simulated Indonesian health platform, marked as simulated on every screen. The first start fills in the
last 8 days behind the page, newest day first, at the same rate as live traffic.

  --rate N    events a second, on average over a week, at most 50 (default 2); more load: tidewatch produce
  --seed S    another seed is another platform (default 1)

Example: tidewatch demo --data /tmp/demo --port 4100 --rate 10
`;

/** `tidewatch demo`. */
export async function demoCommand(args: readonly string[], io: Io): Promise<number> {
  const told = readOptions(args, io, {
    help,
    options: { ...startOptions, rate: { type: 'string' }, seed: { type: 'string' } },
  });
  if (told === null) return 0;
  const { values } = told;
  const identity = {
    ratePerSecond: numberOf('--rate', values.rate, 2, 0.01, 50),
    seed: numberOf('--seed', values.seed, 1, 0, 2 ** 31),
  };
  return run(values, io, { simulated: true, onUp: (running) => simulate(running, identity, io) });
}

function numberOf(name: string, text: string | undefined, fallback: number, low: number, high: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!(value >= low && value <= high)) throw new UsageError(`${name} ${text}: a number from ${low} to ${high}`);
  return value;
}

function simulate(
  { system }: Running,
  identity: { readonly ratePerSecond: number; readonly seed: number },
  io: Io,
): () => Promise<void> {
  const stopping = new AbortController();
  const { log } = system.ports;
  const platform = createPlatform(identity);
  const now = Date.now();
  const live: LiveTraffic = startLiveTraffic(log, platform, identity, now);
  const filling = (async () => {
    const done = await readRanges(log, identity);
    const days = Math.min(historyMs, (historyEventsMax / identity.ratePerSecond) * 1000);
    const ranges = missingRanges({ from: now - days, to: now }, done, hourMs);
    await fillHistory(ranges, {
      log,
      platform: createPlatform(identity),
      identity,
      signal: stopping.signal,
      whenReady: () => whenReady(system.address, stopping.signal),
      onProgress: (share) => {
        if (share === 1) io.stdout.write('The simulated history is complete.\n');
      },
    });
  })();
  filling.catch((error: unknown) =>
    io.stderr.write(`The simulated history stopped: ${error instanceof Error ? error.message : String(error)}\n`),
  );
  const shift = system.address === null ? null : startShift(log, identity, system.address);
  return async () => {
    stopping.abort();
    await live.stop();
    await (await shift)?.stop();
    await filling.catch(() => {});
  };
}

/** The demo goes on without its support team when that cannot begin. */
async function startShift(log: EventLog, identity: DemoIdentity, address: string) {
  const platform = createPlatform(identity);
  return startSupportShift({ log, platform, identity, address, now: () => Date.now() }).catch(() => null);
}

/** Waits until the processor is close behind, and always gives the event loop a turn. */
async function whenReady(address: string | null, signal: AbortSignal): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (signal.aborted || address === null || (await lagOf(address)) <= lagRecordsMax) return;
  }
}

async function lagOf(address: string): Promise<number> {
  const pipeline = await fetchJson<PipelineAnswer>(`${address}/v1/pipeline`).catch(() => null);
  return pipeline?.partitions.reduce((sum, { lagRecords }) => sum + lagRecords, 0) ?? 0;
}
