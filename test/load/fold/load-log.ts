/* Appends the standard workload to a log: the input of the fold. */
import { createStandardWorkload } from '@tidewatch/cli/simulator/standard-workload/create-standard-workload';
import { tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { openBenchLog, processorSettings, type BenchLog } from '../process/bench-log.ts';
import { finish, programOptions, usageSince } from '../process/program.ts';
import { standardOptions } from './workload-options.ts';

const batchRecords = 5_000;
const appendsAtOnce = 4;

const { log: where, records } = programOptions() as { log: BenchLog; records: number };
const log = await openBenchLog(where);
await log.createTopics(tidewatchTopics(processorSettings.eventPartitions));
const workload = createStandardWorkload(standardOptions(records));
const cpu = process.cpuUsage();
const begun = performance.now();

/** Each loop keeps one append under way; records of a partition must keep their order, so that duplicates come after what they repeat. */
let chain: Promise<unknown>[] = [];
for (let batch = workload.take(batchRecords); batch.length > 0; batch = workload.take(batchRecords)) {
  chain.push(log.append('events', batch));
  if (chain.length < appendsAtOnce) continue;
  await Promise.all(chain);
  chain = [];
}
await Promise.all(chain);
const seconds = (performance.now() - begun) / 1000;
await log.close();
finish({ seconds, ...usageSince(cpu) });
