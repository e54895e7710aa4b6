import type { BenchOptions } from '../options.ts';
import { pipelineOf, startEachRole, startSystem, totalOf, type BenchSystem } from '../process/bench-system.ts';
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
  /** Of all processes of the server, while they took the events and folded, indexed and showed them too. */
  readonly cpuSeconds: number;
  readonly rssMiBMax: ReadonlyMap<string, number>;
}

interface Setup {
  readonly name: string;
  readonly on: BenchOptions['on'][number];
  start(folder: string, namespace: string): Promise<BenchSystem>;
}

const setups: readonly Setup[] = [
  { name: 'embedded', on: 'embedded', start: (folder, namespace) => startSystem('embedded', folder, namespace) },
  {
    name: 'Kafka + Elasticsearch',
    on: 'servers',
    start: (folder, namespace) => startSystem('servers', folder, namespace),
  },
  { name: 'Kafka + Elasticsearch, a process for each role', on: 'servers', start: startEachRole },
];

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

/** HTTP ingest into a whole Tidewatch, which folds, indexes and serves meanwhile. */
export async function ingestPart(options: BenchOptions): Promise<readonly Section[]> {
  const rows: (readonly string[])[] = [];
  for (const setup of setups.filter(({ on }) => options.on.includes(on))) {
    const runs: IngestRun[] = [];
    for (let run = 0; run < options.runs; run += 1) {
      runs.push(
        await withFolder((folder) => measure(setup, folder, `bench-${process.pid}-ingest-${run}`, options.events)),
      );
    }
    const of = (value: (run: IngestRun) => number): string => spreadText(spreadOf(runs.map(value)));
    rows.push([
      setup.name,
      of(({ eventsPerSecond }) => eventsPerSecond),
      of(({ p95Ms }) => p95Ms),
      of(({ cpuSeconds }) => options.events / cpuSeconds),
      rssText(runs),
    ]);
  }
  const about = `${figure(options.events)} events of the standard workload in NDJSON batches of 500 over ${connections} connections, each batch acknowledged when it is durable. Sender and server share the machine. ${options.runs} runs. The totals of both metrics are compared with what was sent.`;
  return [{ part: 'ingest', title: 'HTTP ingest', about, columns, rows }];
}

/** The most of any run: of the one process, or of each by its name. */
function rssText(runs: readonly IngestRun[]): string {
  const names = [...(runs[0]?.rssMiBMax.keys() ?? [])];
  const mostOf = (name: string): string =>
    figure(Math.max(...runs.map((run) => run.rssMiBMax.get(name) ?? Number.NaN)));
  return names.length === 1 ? mostOf(names[0]!) : names.map((name) => `${name} ${mostOf(name)}`).join(', ');
}

async function measure(setup: Setup, folder: string, namespace: string, records: number): Promise<IngestRun> {
  const system = await setup.start(folder, namespace);
  try {
    const before = cpuSecondsOf(await usagesOf(system));
    const sent = await runProgram<Sent>('ingest/send-batches.ts', { url: system.url, records, connections });
    if (sent.accepted !== records)
      throw new Error(`${sent.accepted} of ${records} events were accepted, ${sent.refused} refused`);
    await waitUntil('all events are folded', async () => (await lagOf(system)) === 0, countedMsMax);
    const usages = await usagesOf(system);
    await checkTotals(system, sent);
    const run = {
      eventsPerSecond: records / sent.seconds,
      p95Ms: quantileOf(
        sent.waitsMs.toSorted((left, right) => left - right),
        0.95,
      ),
      cpuSeconds: cpuSecondsOf(usages) - before,
      rssMiBMax: new Map([...usages].map(([name, usage]) => [name, usage?.rssMiBMax ?? Number.NaN])),
    };
    process.stderr.write(
      `${setup.name}: ${figure(run.eventsPerSecond)} events/s acknowledged, totals exact, ${rssText([run])} MiB\n`,
    );
    return run;
  } finally {
    await system.stop();
  }
}

async function usagesOf({ processes }: BenchSystem): Promise<ReadonlyMap<string, ProcessUsage | null>> {
  return new Map(await Promise.all([...processes].map(async ([name, pid]) => [name, await usageOf(pid)] as const)));
}

function cpuSecondsOf(usages: ReadonlyMap<string, ProcessUsage | null>): number {
  return [...usages.values()].reduce((sum, usage) => sum + (usage?.cpuSeconds ?? Number.NaN), 0);
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
