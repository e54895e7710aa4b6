import { Observable, firstValueFrom } from 'rxjs';
import type { EventLog } from '../../../ports/event-log.ts';

/** Closer than this nobody searches: reading on is quicker. */
const nearOffsets = 2_000;

interface Search {
  low: number;
  high: number;
}

/**
 * For each partition of a topic an offset at or shortly before its first record that was appended at `time` or later, epoch ms. The log
 * knows offsets alone: append times never go back, so halving finds it in a few reads.
 */
export async function offsetsAtTime(
  log: Pick<EventLog, 'tail' | 'offsets'>,
  topic: string,
  time: number,
): Promise<ReadonlyMap<number, number>> {
  const searches = new Map<number, Search>(
    (await log.offsets(topic)).map(({ partition, begin, end }) => [partition, { low: begin, high: end }]),
  );
  for (;;) {
    const middles = new Map(
      [...searches].flatMap(([partition, { low, high }]) =>
        high - low <= nearOffsets ? [] : [[partition, (low + high) >> 1] as const],
      ),
    );
    if (middles.size === 0) return new Map([...searches].map(([partition, { low }]) => [partition, low]));
    const found = await firstValueFrom(firstRecords(log, topic, middles, searches));
    for (const [partition, middle] of middles) {
      const search = searches.get(partition);
      const record = found.get(partition);
      if (search === undefined) continue;
      if (record !== undefined && record.appendTime < time) search.low = Math.max(middle + 1, record.offset);
      else search.high = middle;
    }
  }
}

/** The first record at or after an offset of each partition; none where there is none. */
function firstRecords(
  log: Pick<EventLog, 'tail'>,
  topic: string,
  offsets: ReadonlyMap<number, number>,
  ends: ReadonlyMap<number, Search>,
): Observable<ReadonlyMap<number, { readonly offset: number; readonly appendTime: number }>> {
  return new Observable((subscriber) => {
    const found = new Map<number, { readonly offset: number; readonly appendTime: number }>();
    const open = new Set(offsets.keys());
    // Partitions that nobody asks about are read from their ends: there is little to hand out.
    const starts = new Map([...ends].map(([partition, { high }]) => [partition, offsets.get(partition) ?? high]));
    return log.tail(topic, starts).subscribe({
      next: (batch) => {
        const [record] = batch.records;
        if (open.has(batch.partition) && (record !== undefined || batch.nextOffset >= batch.end)) {
          if (record !== undefined) found.set(batch.partition, record);
          open.delete(batch.partition);
        }
        if (open.size > 0) return batch.done();
        subscriber.next(found);
        subscriber.complete();
      },
      error: (error: unknown) => subscriber.error(error),
    });
  });
}
