import { concatMap, filter, mergeMap, type Observable, type SchedulerLike } from 'rxjs';
import type { Catalog } from '@tidewatch/contract';
import { createDecoder } from '@tidewatch/core/decode/create-decoder';
import type { EventLog, OwnedPartition } from '@tidewatch/core/ports/event-log';
import type { IndexedEvent, MetricStore, Quarantined } from '@tidewatch/core/ports/metric-store';
import { decode } from '@tidewatch/core/stream/decode';
import { dropDuplicates } from '@tidewatch/core/stream/drop-duplicates';
import { commitUnlessTaken } from '../flush/commit-unless-taken.ts';
import { flushWhenDue, type Flush } from '../flush/flush-when-due.ts';
import { gatherEvents } from './gather-events.ts';

export interface IndexEventsOptions {
  readonly log: EventLog;
  readonly store: Pick<MetricStore, 'indexEvents'>;
  /** Its commits say what the store holds. */
  readonly group: string;
  readonly catalog: Catalog;
  readonly topics: readonly string[];
  readonly duplicateHorizonOffsets: number;
  readonly flushEveryMs: number;
  readonly scheduler: SchedulerLike;
  readonly onExpired: (events: number) => void;
  /** Resolves when what was refused is on record. */
  readonly onQuarantined: (quarantined: readonly Quarantined[]) => Promise<void>;
}

/** Events to the searchable index, decoded exactly as the processor does. Emits each offset that was committed. */
export function indexEvents(options: IndexEventsOptions): Observable<number> {
  const {
    log,
    store,
    group,
    catalog,
    topics,
    duplicateHorizonOffsets,
    flushEveryMs,
    scheduler,
    onExpired,
    onQuarantined,
  } = options;

  return log
    .consume(group, topics, ({ committed, begin }) => Math.max(begin, (committed ?? begin) - duplicateHorizonOffsets))
    .pipe(
      mergeMap((partition: OwnedPartition) => {
        const first = partition.committed ?? 0;
        const gathering = gatherEvents({ catalog, first, nowMs: () => scheduler.now(), onExpired });

        return partition.batches.pipe(
          decode((topic) => createDecoder(catalog, topic)),
          dropDuplicates(duplicateHorizonOffsets),
          flushWhenDue(gathering, ({ batch }) => batch, flushEveryMs, scheduler),
          concatMap(async ({ items, nextOffset, done }: Flush<readonly IndexedEvent[]>) => {
            if (items.length > 0) await onQuarantined(await store.indexEvents(items));
            // Never below what was found: the horizon before it is only read.
            const committed = nextOffset > first && (await commitUnlessTaken(partition, nextOffset));
            done();
            return committed ? nextOffset : null;
          }),
          filter((offset) => offset !== null),
        );
      }),
    );
}
