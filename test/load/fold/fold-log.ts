/* Folds everything that a log holds with the real processor, and measures it: from the start of the processor to the last durable frame. */
import { readCatalog } from '@tidewatch/cli/commands/start/read-catalog';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { createProcessor } from '@tidewatch/processor';
import { openBenchLog, processorSettings, type BenchLog } from '../process/bench-log.ts';
import { finish, programOptions, tell, usageSince } from '../process/program.ts';
import { watchFrames } from './watch-frames.ts';
import { catalogFolder } from './workload-options.ts';

const { log: where, again } = programOptions() as { log: BenchLog; again: boolean };
const catalog = await readCatalog(catalogFolder);
const log = await openBenchLog(where);
const ends = new Map((await log.offsets('events')).map(({ partition, end }) => [partition, end]));
const all = [...ends.values()].reduce((sum, end) => sum + end, 0);
const watched = watchFrames(log, ends, (folded) => tell({ share: folded / all }));
const processor = createProcessor({
  log: watched.log,
  catalog,
  settings: processorSettings,
  telemetry: noTelemetry,
  // A new generation folds the whole log once more: several runs need only one loading.
  ...(again ? { rebuildFrom: 0 } : {}),
  onFailure: (error) => {
    throw error;
  },
});
const cpu = process.cpuUsage();
const begun = performance.now();
const { generation } = await processor.start();
await watched.done;
const seconds = (performance.now() - begun) / 1000;
const usage = usageSince(cpu);
await processor.stop();
await log.close();
finish({ generation: generation.number, seconds, ...usage });
