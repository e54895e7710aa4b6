/* CPU nanoseconds of the main thread per event of each stage of the fold, in one process without a log: node test/load/micro/fold-speed.ts */
import { createStandardWorkload } from '@tidewatch/cli/simulator/standard-workload/create-standard-workload';
import { readCatalog } from '@tidewatch/cli/commands/start/read-catalog';
import { createDecoder } from '@tidewatch/core/decode/create-decoder';
import { DuplicateMemory } from '@tidewatch/core/duplicates/duplicate-memory';
import { encodeFrames } from '@tidewatch/core/fold/encode-frames';
import { planFold } from '@tidewatch/core/fold/fold-plan';
import { SliceFold } from '@tidewatch/core/fold/slice-fold';
import type { LogRecord } from '@tidewatch/core/ports/event-log';
import { catalogFolder, standardOptions } from '../fold/workload-options.ts';

const events = 100_000;
const rounds = 15;
const partitions = 4;
const batchRecords = 1_000;

const catalog = await readCatalog(catalogFolder);
const plan = planFold(catalog);
const partitionRecords: LogRecord[][] = Array.from({ length: partitions }, () => []);
for (const { partition, value } of createStandardWorkload(standardOptions(events)).take(events)) {
  const records = partitionRecords[partition]!;
  records.push({
    offset: records.length,
    appendTime: Date.UTC(2025, 0, 1, 10),
    key: null,
    value: new TextEncoder().encode(value),
  });
}

type Stage = 'decode' | 'duplicates' | 'fold' | 'encode';
const best: Record<Stage, number> = { decode: Infinity, duplicates: Infinity, fold: Infinity, encode: Infinity };

/** One pass over everything, as four partitions take turns. Answers CPU milliseconds per stage: other work on the machine should not count. */
function pass(): Record<Stage, number> {
  const spent: Record<Stage, number> = { decode: 0, duplicates: 0, fold: 0, encode: 0 };
  const timed = <Result>(stage: Stage, work: () => Result): Result => {
    const begun = process.threadCpuUsage();
    const result = work();
    const { user, system } = process.threadCpuUsage(begun);
    spent[stage] += (user + system) / 1000;
    return result;
  };
  const decode = createDecoder(catalog, 'events', plan.reads);
  const memories = partitionRecords.map(() => new DuplicateMemory(131_072));
  const folds = partitionRecords.map((_, partition) => new SliceFold(plan, 'events', partition, 250_000));
  for (let from = 0; from < events / partitions; from += batchRecords) {
    for (const [partition, all] of partitionRecords.entries()) {
      const raw = all.slice(from, from + batchRecords);
      const records = timed('decode', () => raw.map((record) => decode(record)));
      const kept = timed('duplicates', () =>
        records.filter(
          ({ events: [event], offset, appendTime }) => !memories[partition]!.seenBefore(event!, offset, appendTime),
        ),
      );
      timed('fold', () => folds[partition]!.add(kept));
    }
  }
  timed('encode', () => {
    for (const fold of folds) {
      encodeFrames({ generation: 1, topic: 'events', epoch: 0, partition: 0, slice: 0 }, fold.cells.flat(), {
        through: 0,
        end: 0,
        asOf: 0,
        counters: fold.counters,
      });
    }
  });
  return spent;
}

for (let round = 0; round < rounds; round += 1) {
  for (const [stage, spent] of Object.entries(pass()) as [Stage, number][]) best[stage] = Math.min(best[stage], spent);
}
const perEvent = Object.fromEntries(
  Object.entries(best).map(([stage, ms]) => [`${stage}Ns`, Math.round((ms * 1e6) / events)]),
);
process.stdout.write(`${JSON.stringify(perEvent)}\n`);
