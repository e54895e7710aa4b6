/* Compares the frames of one generation with what the workload adds up to, cell by cell. */
import {
  createStandardWorkload,
  merchantName,
  workloadTypes,
} from '@tidewatch/cli/simulator/standard-workload/create-standard-workload';
import type { WorkloadTotals } from '@tidewatch/cli/simulator/standard-workload/workload-totals';
import type { Frame, SliceCounters } from '@tidewatch/contract';
import { textOfUtf8 } from '@tidewatch/core/decode/utf8';
import { readTopic } from '@tidewatch/core/definitions/read-topic';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { lastValueFrom, tap } from 'rxjs';
import { openBenchLog, type BenchLog } from '../process/bench-log.ts';
import { finish, programOptions } from '../process/program.ts';
import { standardOptions } from './workload-options.ts';

/** Amounts are folded in the minor unit. */
const minorUnits = 100;

interface Newest {
  through: number;
  state: number;
}

/** Newest partial per cell and slice, and the newest counters per slice. */
interface FoldResult {
  readonly partials: Map<string, Map<string, Newest>>;
  readonly counters: Map<string, { through: number; counters: SliceCounters }>;
}

async function readResult(log: EventLog, generation: number): Promise<FoldResult> {
  const result: FoldResult = { partials: new Map(), counters: new Map() };
  const offsets = await log.offsets('rollups');
  const starts = new Map(offsets.map(({ partition, begin }) => [partition, begin]));
  const ends = new Map(offsets.map(({ partition, end }) => [partition, end]));
  const frames = readTopic(log, 'rollups', starts, ends).pipe(
    tap(({ record }) => {
      const frame = JSON.parse(textOfUtf8(record.value!)) as Frame;
      if (frame.generation === generation) take(result, frame);
    }),
  );
  await lastValueFrom(frames, { defaultValue: null });
  return result;
}

function take({ partials, counters }: FoldResult, frame: Frame): void {
  const slice = `${frame.partition}/${frame.slice}`;
  if (frame.counters !== null && (counters.get(slice)?.through ?? -1) <= frame.through!) {
    counters.set(slice, { through: frame.through!, counters: frame.counters });
  }
  for (const { metric, window, entries } of frame.cells) {
    if (metric.startsWith('tidewatch_')) continue;
    for (const [group, through, state] of entries) {
      const cell = `${metric} ${window} ${group.join(' ')}`;
      let slices = partials.get(cell);
      if (slices === undefined) partials.set(cell, (slices = new Map()));
      if ((slices.get(slice)?.through ?? -1) < through) slices.set(slice, { through, state: Number(state) });
    }
  }
}

function differences({ partials, counters }: FoldResult, totals: WorkloadTotals, records: number): readonly string[] {
  const wrong: string[] = [];
  const left = new Set(partials.keys());
  const compare = (cell: string, wanted: number): void => {
    left.delete(cell);
    const found = [...(partials.get(cell)?.values() ?? [])].reduce((sum, { state }) => sum + state, 0);
    if (found !== wanted) wrong.push(`${cell}: ${found} and not ${wanted}`);
  };
  for (const { minute, merchant, type, count, amount } of totals.cells()) {
    const group = `${minute} ${merchantName(merchant)} ${workloadTypes[type]}`;
    compare(`workload_events ${group}`, count);
    compare(`workload_amount ${group}`, amount * minorUnits);
  }
  for (const cell of left) wrong.push(`${cell}: nobody sent it`);
  const counted = (name: keyof SliceCounters): number =>
    [...counters.values()].reduce((sum, slice) => sum + slice.counters[name], 0);
  if (counted('read') !== records) wrong.push(`records read: ${counted('read')} and not ${records}`);
  if (counted('duplicate') !== records - totals.events)
    wrong.push(`duplicates: ${counted('duplicate')} and not ${records - totals.events}`);
  return wrong;
}

const { log: where, records, generation } = programOptions() as { log: BenchLog; records: number; generation: number };
const workload = createStandardWorkload(standardOptions(records));
while (workload.take(10_000).length > 0);
const log = await openBenchLog(where);
const result = await readResult(log, generation);
await log.close();
const wrong = differences(result, workload.totals, records);
finish({ cells: result.partials.size, wrong: wrong.length, examples: wrong.slice(0, 5) });
