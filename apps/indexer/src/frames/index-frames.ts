import { concatMap, filter, map, mergeMap, type Observable, type SchedulerLike } from 'rxjs';
import { bytesOfRecord } from '@tidewatch/core/log/bytes-of-record';
import type { EventLog, LogRecord, OwnedPartition } from '@tidewatch/core/ports/event-log';
import type { MetricStore, PartialsWrite, Quarantined } from '@tidewatch/core/ports/metric-store';
import { commitUnlessTaken } from '../flush/commit-unless-taken.ts';
import { flushWhenDue, type Flush, type Gathering } from '../flush/flush-when-due.ts';
import { inPortions } from './in-portions.ts';
import { parseFrames, type FrameBatch } from './parse-frames.ts';
import { PendingWrites, type IndexRules } from './pending-writes.ts';
import { untilUnknownGeneration } from './until-unknown-generation.ts';

/** Held between two flushes of one partition of `rollups`. */
const cellsMax = 10_000;
const frameBytesHeldMax = 1024 * 1024;
/** Parsed at once. */
const portionBytesMax = 64 * 1024;

export interface IndexFramesOptions {
  readonly log: EventLog;
  readonly store: Pick<MetricStore, 'upsertPartials'>;
  /** Its commits say what the store holds. */
  readonly group: string;
  readonly rules: IndexRules;
  /** How many generations the definitions have. */
  readonly generations: number;
  readonly flushEveryMs: number;
  readonly scheduler: SchedulerLike;
  readonly onUnreadable: (record: { readonly partition: number; readonly offset: number }) => void;
  readonly onWaiting: (generation: number) => void;
  /** Resolves when what was refused is on record. */
  readonly onQuarantined: (quarantined: readonly Quarantined[]) => Promise<void>;
}

/** `rollups` to the metric store: parse, keep the newest per identity, upsert, commit. Emits each offset that was committed. */
export function indexFrames(options: IndexFramesOptions): Observable<number> {
  const { log, store, group, rules, generations, flushEveryMs, scheduler, onWaiting, onQuarantined } = options;
  const onUnreadable = ({ offset }: LogRecord, { partition }: { partition: number }) =>
    options.onUnreadable({ partition, offset });

  return log
    .consume(group, ['rollups'], ({ committed, begin }) => Math.max(committed ?? begin, begin))
    .pipe(
      mergeMap((partition: OwnedPartition) =>
        partition.batches.pipe(
          inPortions(portionBytesMax),
          map((batch) => parseFrames(batch, onUnreadable)),
          untilUnknownGeneration(generations, onWaiting),
          flushWhenDue(gatherFrames(rules), ({ batch }) => batch, flushEveryMs, scheduler),
          concatMap(async ({ items, nextOffset, done }: Flush<readonly PartialsWrite[]>) => {
            if (items.length > 0) await onQuarantined(await store.upsertPartials(items));
            const committed = await commitUnlessTaken(partition, nextOffset);
            done();
            return committed ? nextOffset : null;
          }),
          filter((offset) => offset !== null),
        ),
      ),
    );
}

function gatherFrames(rules: IndexRules): Gathering<FrameBatch, readonly PartialsWrite[]> {
  const pending = new PendingWrites(rules);
  let bytes = 0;
  return {
    get full() {
      return pending.cells >= cellsMax || bytes >= frameBytesHeldMax;
    },
    add({ batch, frames }) {
      for (const record of batch.records) bytes += bytesOfRecord(record);
      for (const frame of frames) pending.add(frame);
    },
    take() {
      bytes = 0;
      return pending.take();
    },
  };
}
