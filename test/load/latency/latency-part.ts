import type { BenchOptions } from '../options.ts';
import { startSystem } from '../process/bench-system.ts';
import { runProgram, type ProcessUsage } from '../process/run-program.ts';
import { usageOf } from '../process/usage-of.ts';
import { withFolder } from '../process/with-folder.ts';
import type { Section } from '../report/results-page.ts';
import { figure, quantileOf, spreadOf, spreadText } from '../report/spread.ts';

interface Measured {
  readonly sentSeconds: number;
  readonly events: number;
  readonly fromSentMs: readonly number[];
  readonly fromAcknowledgedMs: readonly number[];
}

interface LatencyRun {
  readonly sent: readonly number[];
  readonly acknowledged: readonly number[];
  readonly usage: ProcessUsage | null;
  readonly seconds: number;
}

const shares = [0.5, 0.95, 0.99];
const columns = ['on', 'from', 'p50 ms', 'p95 ms', 'p99 ms', 'server: share of a core', 'server: RSS MiB, largest'];

/** How long an event takes to a screen, through the whole of Tidewatch. */
export async function latencyPart(options: BenchOptions): Promise<readonly Section[]> {
  const rows: (readonly string[])[] = [];
  for (const on of options.on) {
    const runs: LatencyRun[] = [];
    for (let run = 0; run < options.runs; run += 1) {
      runs.push(await withFolder((folder) => measure(on, folder, `bench-${process.pid}-latency-${run}`, options)));
    }
    const name = on === 'embedded' ? 'embedded' : 'Kafka + Elasticsearch';
    const share = spreadText(spreadOf(runs.map(({ usage, seconds }) => (usage?.cpuSeconds ?? Number.NaN) / seconds)));
    const rss = figure(Math.max(...runs.map(({ usage }) => usage?.rssMiBMax ?? Number.NaN)));
    const quantiles = (values: (run: LatencyRun) => readonly number[]): readonly string[] =>
      shares.map((wanted) => spreadText(spreadOf(runs.map((run) => quantileOf(values(run), wanted)))));
    rows.push([name, 'the append was acknowledged', ...quantiles(({ acknowledged }) => acknowledged), share, rss]);
    rows.push([name, 'the request was sent', ...quantiles(({ sent }) => sent), '', '']);
  }
  const about = `${figure(options.rate)} events a second over HTTP for ${options.seconds} s after a warm-up of 5 s; from the acknowledged append, and from the request, to the socket client's \`update\` whose total contains the event. ${options.runs} runs. All events are seen in the end, none twice.`;
  return [{ part: 'latency', title: 'Append to socket', about, columns, rows }];
}

async function measure(
  on: 'embedded' | 'servers',
  folder: string,
  namespace: string,
  { rate, seconds }: BenchOptions,
): Promise<LatencyRun> {
  const system = await startSystem(on, folder, namespace);
  try {
    const before = (await usageOf(system.pid))?.cpuSeconds ?? Number.NaN;
    const begun = performance.now();
    const measured = await runProgram<Measured>('latency/measure-latency.ts', {
      url: system.url,
      ratePerSecond: rate,
      seconds,
    });
    const elapsed = (performance.now() - begun) / 1000;
    const usage = await usageOf(system.pid);
    const run = {
      sent: measured.fromSentMs.toSorted((left, right) => left - right),
      acknowledged: measured.fromAcknowledgedMs.toSorted((left, right) => left - right),
      usage: usage === null ? null : { ...usage, cpuSeconds: usage.cpuSeconds - before },
      seconds: elapsed,
    };
    const texts = shares.map((share) => `p${share * 100} ${figure(quantileOf(run.acknowledged, share))} ms`);
    process.stderr.write(`${on}: ${texts.join(', ')} after the append at ${rate} events/s\n`);
    return run;
  } finally {
    await system.stop();
  }
}
