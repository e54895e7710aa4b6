import { concatMap, EMPTY, lastValueFrom, of, scan, takeWhile, toArray, type Observable } from 'rxjs';
import type { EventLog, LogBatch, LogRecord } from '../ports/event-log.ts';

/** A record with its partition. */
export interface PartitionRecord {
  readonly partition: number;
  readonly record: LogRecord;
}

/**
 * Reads partitions without a group from the given offsets up to the given ends (exclusive), then completes.
 * Partitions that are absent in `ends` are left out.
 */
export function readTopic(
  log: Pick<EventLog, 'tail'>,
  topic: string,
  starts: ReadonlyMap<number, number>,
  ends: ReadonlyMap<number, number>,
): Observable<PartitionRecord> {
  const open = new Map([...ends].filter(([partition, end]) => end > (starts.get(partition) ?? 0)));
  if (open.size === 0) return EMPTY;
  return log.tail(topic, starts).pipe(
    scan(
      (_, batch: LogBatch) => {
        const end = ends.get(batch.partition) ?? 0;
        if (batch.nextOffset >= end) open.delete(batch.partition);
        return { batch, records: batch.records.filter((record) => record.offset < end), last: open.size === 0 };
      },
      { batch: null as LogBatch | null, records: [] as LogRecord[], last: false },
    ),
    takeWhile((step) => !step.last, true),
    concatMap((step) => {
      step.batch?.done();
      return step.records.length === 0
        ? EMPTY
        : of(...step.records.map((record) => ({ partition: step.batch!.partition, record })));
    }),
  );
}

/** All records of a topic as it is now. For small topics (`definitions`). */
export async function readWholeTopic(
  log: Pick<EventLog, 'tail' | 'offsets'>,
  topic: string,
): Promise<readonly PartitionRecord[]> {
  const offsets = await log.offsets(topic);
  const starts = new Map(offsets.map(({ partition, begin }) => [partition, begin]));
  const ends = new Map(offsets.map(({ partition, end }) => [partition, end]));
  return lastValueFrom(readTopic(log, topic, starts, ends).pipe(toArray()));
}
