import type { EventLog, LogBatch, LogRecord } from '../../../ports/event-log.ts';

/** A record and where it stands. */
export interface PlacedRecord {
  readonly partition: number;
  readonly record: LogRecord;
}

interface Queue {
  readonly batches: LogBatch[];
  next: number;
  /** Nothing of the partition is left to come. */
  ended: boolean;
}

/**
 * The records of a topic in the order in which they were appended, over all partitions: those from `starts` on that were appended
 * before `time`, epoch ms. Given in runs, as far as the order is known.
 */
export async function* recordsInOrder(
  log: Pick<EventLog, 'tail' | 'offsets'>,
  topic: string,
  starts: ReadonlyMap<number, number>,
  time: number,
): AsyncGenerator<readonly PlacedRecord[]> {
  const offsets = await log.offsets(topic);
  const queues = new Map<number, Queue>(
    offsets.map(({ partition, begin, end }) => [
      partition,
      { batches: [], next: 0, ended: Math.max(begin, starts.get(partition) ?? begin) >= end },
    ]),
  );
  const ends = new Map(offsets.map(({ partition, end }) => [partition, end]));
  let wake: () => void = () => undefined;
  let fault: unknown;
  const reading = log.tail(topic, starts).subscribe({
    next: (batch) => {
      const queue = queues.get(batch.partition);
      if (queue === undefined || queue.ended) return batch.done();
      queue.batches.push(batch);
      wake();
    },
    error: (error: unknown) => {
      fault = error;
      wake();
    },
  });
  try {
    while ([...queues.values()].some(({ ended }) => !ended)) {
      const run = takeRun(queues, ends, time);
      if (run.length > 0) yield run;
      if (fault !== undefined) throw fault instanceof Error ? fault : new Error('the log broke off');
      if ([...queues.values()].some((queue) => !queue.ended && queue.batches.length === 0)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (fault !== undefined) resolve();
        });
      }
    }
  } finally {
    reading.unsubscribe();
  }
}

/** Takes records, oldest first, until one partition has none at hand. */
function takeRun(queues: ReadonlyMap<number, Queue>, ends: ReadonlyMap<number, number>, time: number): PlacedRecord[] {
  const run: PlacedRecord[] = [];
  for (;;) {
    let first: PlacedRecord | null = null;
    for (const [partition, queue] of queues) {
      const record = headOf(queue, ends.get(partition) ?? 0, time);
      if (queue.ended) continue;
      if (record === null) return run;
      if (first === null || record.appendTime < first.record.appendTime) first = { partition, record };
    }
    if (first === null) return run;
    run.push(first);
    const queue = queues.get(first.partition);
    if (queue !== undefined) queue.next++;
  }
}

/** The next record of a partition; null while it is not there yet, and when the partition has ended. */
function headOf(queue: Queue, end: number, time: number): LogRecord | null {
  for (;;) {
    const [batch] = queue.batches;
    if (queue.ended || batch === undefined) return null;
    const record = batch.records[queue.next];
    if (record !== undefined && record.offset < end && record.appendTime < time) return record;
    queue.ended = record !== undefined || batch.nextOffset >= end;
    queue.batches.shift();
    queue.next = 0;
    batch.done();
  }
}
