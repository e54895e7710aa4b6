/* Writes what a processor leaves behind after some hours of a metric with many groups: the definitions and the frames. */
import { merchantName, workloadMerchants } from '@tidewatch/cli/simulator/standard-workload/create-standard-workload';
import { SeededRandom } from '@tidewatch/cli/simulator/seeded-random';
import { readCatalog } from '@tidewatch/cli/commands/start/read-catalog';
import type { Event } from '@tidewatch/contract';
import { enterGeneration } from '@tidewatch/core/definitions/enter-generation';
import { rollupsPartitionOf, tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { encodeFrames } from '@tidewatch/core/fold/encode-frames';
import { planFold } from '@tidewatch/core/fold/fold-plan';
import { SliceFold } from '@tidewatch/core/fold/slice-fold';
import type { DecodedRecord } from '@tidewatch/core/stream/decoded';
import { openBenchLog, processorSettings } from '../process/bench-log.ts';
import { finish, programOptions } from '../process/program.ts';
import { queryCatalogFolder, type QueryData } from './query-data.ts';

const partitions = 4;
const minuteMs = 60_000;
const minutesPerSlice = 60;

const { directory, fromMs, toMs } = programOptions() as QueryData;
const catalog = await readCatalog(queryCatalogFolder);
const plan = planFold(catalog);
const log = await openBenchLog({ directory });
await log.createTopics(tidewatchTopics(partitions));
const { generation } = await enterGeneration(log, { ...processorSettings, catalog, now: Date.now() });
const random = new SeededRandom(11);
const offsets = Array.from({ length: partitions }, () => 0);
const merchants = Array.from({ length: workloadMerchants }, (_, index) => merchantName(index));
let orders = 0;
let cells = 0;
const perMerchant = new Map<string, number>();

function record(offset: number, time: number, merchantId: string): DecodedRecord {
  const event: Event = {
    id: String(offset),
    source: 'benchmark',
    type: 'order.placed',
    time,
    subject: null,
    imported: false,
    data: { merchantId },
  };
  return { offset, appendTime: time, outcome: 'used', events: [event], dead: [], duplicates: [], expressionErrors: 0 };
}

function takeOffset(partition: number): number {
  const offset = offsets[partition]!;
  offsets[partition] = offset + 1;
  return offset;
}

/** Folds one hour of one partition and appends its frames. Every merchant has orders in every minute; some have more than others. */
async function appendSlice(partition: number, sliceMs: number): Promise<void> {
  const first = offsets[partition]!;
  const fold = new SliceFold(plan, 'events', partition, processorSettings.cellsMax);
  const to = Math.min(toMs, sliceMs + minutesPerSlice * minuteMs);
  for (let minute = sliceMs; minute < to; minute += minuteMs) {
    for (let merchant = partition; merchant < merchants.length; merchant += partitions) {
      const name = merchants[merchant]!;
      const count = 1 + random.below(1 + Math.floor(40 / (1 + merchant)));
      for (let order = 0; order < count; order += 1) fold.add([record(takeOffset(partition), minute, name)]);
      orders += count;
      cells += 1;
      perMerchant.set(name, (perMerchant.get(name) ?? 0) + count);
    }
  }
  const end = offsets[partition]!;
  const frames = encodeFrames(
    { generation: generation.number, topic: 'events', epoch: 0, partition, slice: first },
    fold.cells.flat(),
    { through: end - 1, end, asOf: to, counters: fold.counters },
  );
  await log.append(
    'rollups',
    frames.map((value) => ({ key: null, value, partition: rollupsPartitionOf('events', partition) })),
  );
}

for (let sliceMs = fromMs; sliceMs < toMs; sliceMs += minutesPerSlice * minuteMs) {
  for (let partition = 0; partition < partitions; partition += 1) await appendSlice(partition, sliceMs);
}
await log.close();
const top = [...perMerchant].toSorted(([, left], [, right]) => right - left).slice(0, 10);
finish({ cells, orders, top });
