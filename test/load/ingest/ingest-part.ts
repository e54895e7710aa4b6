import type { BenchOptions } from '../options.ts';
import { pipelineOf, startSystem, totalOf, type BenchSystem } from '../process/bench-system.ts';
import { runProgram, type ProcessUsage } from '../process/run-program.ts';
import { usageOf } from '../process/usage-of.ts';
import { withFolder } from '../process/with-folder.ts';
import type { Section } from '../report/results-page.ts';
import { figure, quantileOf, spreadOf, spreadText } from '../report/spread.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { standardOptions } from '../fold/workload-options.ts';

interface Sent extends ProcessUsage {
  readonly seconds: number;
  readonly accepted: number;
  readonly refused: number;
  readonly waitsMs: readonly number[];
  /** Distinct events and their amounts. */
  readonly events: number;
  readonly amount: number;
}

interface IngestRun {
  readonly eventsPerSecond: number;
  readonly p95Ms: number;
  /** Of the server, while it took the events and folded, indexed and showed them too. */
  readonly usage: ProcessUsage | null;
}

const connections = 8;
const dayMs = 86_400_000;
const countedMsMax = 600_000;
const columns = [
  'on',
  'events a second, acknowledged',
  'batch p95 ms',
  'server: events per CPU-second, all roles',
  'server: RSS MiB, largest',
];

/** HTTP ingest into a whole Tidewatch: the same process folds, indexes and serves meanwhile. */
export async function ingestPart(options: BenchOptions): Promise<readonly Section[]> {
  const rows: (readonly string[])[] = [];
  for (const on of options.on) {
    const runs: IngestRun[] = [];
    for (let run = 0; run < options.runs; run += 1) {
      runs.push(
        await withFolder((folder) => measure(on, folder, `bench-${process.pid}-ingest-${run}`, options.events)),
      );
    }
    const of = (value: (run: IngestRun) => number): string => spreadText(spreadOf(runs.map(value)));
    rows.push([
      on === 'embedded' ? 'embedded' : 'Kafka + Elasticsearch',
      of(({ eventsPerSecond }) => eventsPerSecond),
      of(({ p95Ms }) => p95Ms),
      of(({ usage }) => options.events / (usage?.cpuSeconds ?? Number.NaN)),
      figure(Math.max(...runs.map(({ usage }) => usage?.rssMiBMax ?? Number.NaN))),
    ]);
  }
  const about = `${figure(options.events)} events of the standard workload in NDJSON batches of 500 over ${connections} connections, each batch acknowledged when it is durable. Sender and server share the machine. ${options.runs} runs. The totals of both metrics are compared with what was sent.`;
  return [{ part: 'ingest', title: 'HTTP ingest', about, columns, rows }];
}

async function measure(
  on: 'embedded' | 'servers',
  folder: string,
  namespace: string,
  records: number,
): Promise<IngestRun> {
  const system = await startSystem(on, folder, namespace);
  try {
    const before = (await usageOf(system.pid))?.cpuSeconds ?? Number.NaN;
    const sent = await runProgram<Sent>('ingest/send-batches.ts', { url: system.url, records, connections });
    if (sent.accepted !== records)
      throw new Error(`${sent.accepted} of ${records} events were accepted, ${sent.refused} refused`);
    await waitUntil('all events are folded', async () => (await lagOf(system)) === 0, countedMsMax);
    const usage = await usageOf(system.pid);
    await checkTotals(system, sent);
    const run = {
      eventsPerSecond: records / sent.seconds,
      p95Ms: quantileOf(
        sent.waitsMs.toSorted((left, right) => left - right),
        0.95,
      ),
      usage: usage === null ? null : { ...usage, cpuSeconds: usage.cpuSeconds - before },
    };
    process.stderr.write(
      `${on}: ${figure(run.eventsPerSecond)} events/s acknowledged, totals exact, server ${figure(usage?.rssMiBMax ?? Number.NaN)} MiB\n`,
    );
    return run;
  } finally {
    await system.stop();
  }
}

async function lagOf({ url }: BenchSystem): Promise<number> {
  const { partitions } = await pipelineOf(url);
  return partitions.length === 0
    ? Number.POSITIVE_INFINITY
    : partitions.reduce((sum, { lagRecords }) => sum + lagRecords, 0);
}

async function checkTotals({ url }: BenchSystem, { events, amount }: Sent): Promise<void> {
  const { startMs } = standardOptions(0);
  for (const [metric, wanted] of [
    ['workload_events', events],
    ['workload_amount', amount],
  ] as const) {
    await waitUntil(
      `${metric} is ${wanted}`,
      async () => (await totalOf(url, metric, startMs - dayMs, startMs + dayMs)) === wanted,
      60_000,
    );
  }
}
