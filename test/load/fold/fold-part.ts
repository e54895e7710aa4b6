import type { BenchOptions } from '../options.ts';
import type { BenchLog } from '../process/bench-log.ts';
import { addressOf } from '../process/real-servers.ts';
import { runProgram, startProgram, type ProcessUsage } from '../process/run-program.ts';
import { withFolder } from '../process/with-folder.ts';
import type { Section } from '../report/results-page.ts';
import { figure, spreadOf, spreadText } from '../report/spread.ts';

interface FoldRun extends ProcessUsage {
  readonly generation: number;
  readonly seconds: number;
}

interface Check {
  readonly cells: number;
  readonly wrong: number;
  readonly examples: readonly string[];
}

const columns = [
  'log',
  'events a second',
  'events per CPU-second',
  'RSS MiB, largest',
  'exact',
  'exact after SIGKILL half way',
];

/** The fold alone: read, decode, drop duplicates, fold, publish frames. No indexer, no store, no gateway. */
export async function foldPart(options: BenchOptions): Promise<readonly Section[]> {
  const rows: (readonly string[])[] = [];
  if (options.on.includes('embedded'))
    rows.push(await withFolder((directory) => measure('embedded', { directory }, options)));
  if (options.on.includes('servers')) {
    rows.push(
      await measure('Kafka', { brokers: await addressOf('kafka'), namespace: `bench-${process.pid}` }, options),
    );
  }
  const title = 'Fold';
  const about = `${figure(options.events)} JSON events of about 310 bytes on 4 partitions, count and sum per merchant (2,000) and type (4) each minute, up to 30 s disorder, 1 % duplicates; from the start of the processor until the last frame is durable. ${options.runs} runs. Every run is compared cell by cell with what was sent.`;
  return [{ part: 'fold', title, about, columns, rows }];
}

async function measure(
  name: string,
  log: BenchLog,
  { events, runs, profile }: BenchOptions,
): Promise<readonly string[]> {
  const loaded = await runProgram<{ seconds: number }>('fold/load-log.ts', { log, records: events });
  say(`${name}: ${figure(events)} records appended in ${figure(loaded.seconds)} s`);
  const flags = profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const folds: FoldRun[] = [];
  for (let run = 0; run < runs; run += 1) {
    const fold = await runProgram<FoldRun>('fold/fold-log.ts', { log, again: run > 0 }, flags);
    await check(name, log, events, fold.generation);
    say(
      `${name}, run ${run + 1}: ${figure(events / fold.seconds)} events/s, ${figure(events / fold.cpuSeconds)} per CPU-second, ${figure(fold.rssMiBMax)} MiB, exact`,
    );
    folds.push(fold);
  }
  const killedAt = await foldWithKill(log);
  const after = await runProgram<FoldRun>('fold/fold-log.ts', { log, again: false });
  await check(name, log, events, after.generation);
  say(`${name}: exact after a kill at ${figure(killedAt * 100)} %`);
  return [
    name,
    spreadText(spreadOf(folds.map(({ seconds }) => events / seconds))),
    spreadText(spreadOf(folds.map(({ cpuSeconds }) => events / cpuSeconds))),
    figure(Math.max(...folds.map(({ rssMiBMax }) => rssMiBMax))),
    'yes',
    `yes (killed at ${figure(killedAt * 100)} %)`,
  ];
}

/** Starts one more fold and kills its process when half is done. Answers the share that was durable then. */
async function foldWithKill(log: BenchLog): Promise<number> {
  const fold = startProgram<FoldRun>('fold/fold-log.ts', { log, again: true });
  let share = 0;
  while (share < 0.5) ({ share } = await fold.message<{ share: number }>());
  await fold.kill();
  return share;
}

async function check(name: string, log: BenchLog, records: number, generation: number): Promise<void> {
  const { wrong, cells, examples } = await runProgram<Check>('fold/check-fold.ts', { log, records, generation });
  if (wrong > 0) throw new Error(`${name}: ${wrong} of ${cells} cells are wrong, as ${examples.join('; ')}`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
