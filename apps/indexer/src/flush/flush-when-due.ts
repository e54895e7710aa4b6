import { Observable, type OperatorFunction, type SchedulerLike, type Subscription } from 'rxjs';
import type { LogBatch } from '@tidewatch/core/ports/event-log';

/** What is gathered between two flushes. */
export interface Gathering<Batch, Items> {
  add(batch: Batch): void;
  /** As much as may be held: a flush is due, and the log has to wait. */
  readonly full: boolean;
  /** Hands over what was gathered and begins anew. */
  take(): Items;
}

/** What was gathered up to `nextOffset`. `done` MUST be called when it is stored: nothing further is flushed before. */
export interface Flush<Items> {
  readonly items: Items;
  readonly nextOffset: number;
  done(): void;
}

/**
 * Gathers the batches of one partition and flushes every `everyMs` or when full, one flush at a time. While a flush is under way
 * batches are still taken until full; then the log waits. What was not flushed when the partition is taken away is dropped: its next
 * owner reads it again.
 */
export function flushWhenDue<Batch, Items>(
  gathering: Gathering<Batch, Items>,
  batchOf: (batch: Batch) => LogBatch,
  everyMs: number,
  scheduler: SchedulerLike,
): OperatorFunction<Batch, Flush<Items>> {
  return (source) =>
    new Observable<Flush<Items>>((subscriber) => {
      let nextOffset = -1;
      let flushedOffset = -1;
      let flushing = false;
      let timer: Subscription | null = null;
      let held: LogBatch[] = [];

      const flush = (): void => {
        timer?.unsubscribe();
        timer = null;
        if (flushing || nextOffset === flushedOffset) return;
        flushing = true;
        flushedOffset = nextOffset;
        subscriber.next({ items: gathering.take(), nextOffset, done: flushed });
      };
      const flushed = (): void => {
        flushing = false;
        flushSoon();
      };
      const flushSoon = (): void => {
        if (gathering.full) flush();
        else if (!flushing && nextOffset !== flushedOffset) timer ??= scheduler.schedule(flush, everyMs);
        if (gathering.full) return;
        const batches = held;
        held = [];
        for (const batch of batches) batch.done();
      };
      const subscription = source.subscribe({
        next: (item) => {
          const batch = batchOf(item);
          gathering.add(item);
          held.push(batch);
          nextOffset = batch.nextOffset;
          flushSoon();
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      return () => {
        subscription.unsubscribe();
        timer?.unsubscribe();
      };
    });
}
