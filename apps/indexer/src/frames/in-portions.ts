import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { bytesOfRecord } from '@tidewatch/core/log/bytes-of-record';
import type { LogBatch } from '@tidewatch/core/ports/event-log';

/**
 * Cuts batches into portions of about `bytesMax`, at least one record each, and passes the next one on when the one before is done: a
 * batch of frames takes twenty times its bytes in memory once it is parsed.
 */
export function inPortions(bytesMax: number): MonoTypeOperatorFunction<LogBatch> {
  return (source) =>
    new Observable<LogBatch>((subscriber) => {
      let waiting: LogBatch[] = [];
      let isBusy = false;
      const next = (): void => {
        isBusy = false;
        const portion = waiting.shift();
        if (portion === undefined || subscriber.closed) return;
        isBusy = true;
        subscriber.next({
          ...portion,
          done() {
            portion.done();
            next();
          },
        });
      };
      const subscription = source.subscribe({
        next(batch) {
          waiting.push(...portionsOf(batch, bytesMax));
          if (!isBusy) next();
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      return () => {
        waiting = [];
        subscription.unsubscribe();
      };
    });
}

/** The last portion ends where the batch ends, and is done when the batch is. */
function portionsOf(batch: LogBatch, bytesMax: number): LogBatch[] {
  const portions: LogBatch[] = [];
  let from = 0;
  let bytes = 0;
  for (const [index, record] of batch.records.entries()) {
    bytes += bytesOfRecord(record);
    if (bytes < bytesMax || index + 1 === batch.records.length) continue;
    portions.push({
      ...batch,
      records: batch.records.slice(from, index + 1),
      nextOffset: record.offset + 1,
      done: () => undefined,
    });
    from = index + 1;
    bytes = 0;
  }
  return [...portions, { ...batch, records: batch.records.slice(from) }];
}
