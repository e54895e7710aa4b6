import { asyncScheduler, concatMap, mergeMap, tap, type Observable, type SchedulerLike } from 'rxjs';
import type { Catalog } from '@tidewatch/contract';
import { createDecoder } from '@tidewatch/core/decode/create-decoder';
import { rollupsPartitionOf } from '@tidewatch/core/definitions/topics';
import type { FoldPlan } from '@tidewatch/core/fold/fold-plan';
import type { EventLog, GainedPartition, OwnedPartition } from '@tidewatch/core/ports/event-log';
import { appendTo } from '@tidewatch/core/stream/append-to';
import { commitOffsets } from '@tidewatch/core/stream/commit-offsets';
import { decode } from '@tidewatch/core/stream/decode';
import { dropDuplicates } from '@tidewatch/core/stream/drop-duplicates';
import { Flow } from '@tidewatch/core/stream/flow';
import { foldIntoPartials, type PartitionIdentity } from '@tidewatch/core/stream/fold-into-partials';
import { defaultTicks, framesOfChanges } from '@tidewatch/core/stream/frames-of-changes';
import { readingStart, type Gap, type SliceRules } from '@tidewatch/core/stream/slice';
import { sliceBy } from '@tidewatch/core/stream/slice-by';

export interface PipelineOptions {
  readonly log: EventLog;
  readonly group: string;
  readonly topics: readonly string[];
  readonly catalog: Catalog;
  readonly plan: FoldPlan;
  readonly duplicateHorizonOffsets: number;
  readonly cellsMax: number;
  readonly identityOf: (topic: string, partition: number) => PartitionIdentity;
  /** How a partition is cut and where this owner begins. Throws `log_recreated`. */
  readonly rulesOf: (gained: GainedPartition) => SliceRules;
  /** Told of records that the log no longer held when they were to be folded. */
  readonly onGap: (gap: Omit<PartitionIdentity, 'generation'> & Gap) => void;
  readonly scheduler?: SchedulerLike;
}

/** The stream processor: events to frames of partials. Emits each offset that was committed; errors only for what an operator mends. */
export function pipeline(options: PipelineOptions): Observable<number> {
  const { log, group, topics, catalog, plan, duplicateHorizonOffsets, cellsMax, scheduler = asyncScheduler } = options;
  const startAt = (gained: GainedPartition) => readingStart(options.rulesOf(gained), duplicateHorizonOffsets);

  return log.consume(group, topics, startAt).pipe(
    mergeMap((partition: OwnedPartition) => {
      const { topic } = partition;
      const identity = options.identityOf(topic, partition.partition);
      const rules = options.rulesOf({ ...partition, end: Number.MAX_SAFE_INTEGER });
      const flow = new Flow();
      const ticks = { ...defaultTicks, scheduler, flow };
      const fold = foldIntoPartials(plan, identity, cellsMax);

      return partition.batches.pipe(
        decode((name) => createDecoder(catalog, name, plan.reads)),
        dropDuplicates(duplicateHorizonOffsets),
        sliceBy(rules),
        tap(
          ({ gap }) =>
            gap !== null && options.onGap({ topic, epoch: identity.epoch, partition: identity.partition, ...gap }),
        ),
        concatMap((slice) => fold(slice).pipe(framesOfChanges(identity, ticks))),
        appendTo(log, rollupsPartitionOf(topic, partition.partition), flow),
        commitOffsets({ committed: rules.committed, commit: (offset) => partition.commit(offset) }, scheduler),
      );
    }),
  );
}
