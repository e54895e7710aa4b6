import { asyncScheduler, defer, finalize, retry, tap, timer, type SchedulerLike, type Subscription } from 'rxjs';
import type { EventLog, LogRecord, PartitionOffsets } from '../../ports/event-log.ts';

const retryMs = 1_000;

export interface Follower {
  /** Offset of the first record to read; unless given, the topic is read from its beginning. */
  startAt?(offsets: PartitionOffsets): number;
  /** Reading begins, perhaps again after a fault: what was learnt before will come again. */
  begin(): void;
  /** The next records, in offset order. */
  take(records: readonly LogRecord[]): void;
}

/** A topic that is being followed. */
export interface Following {
  /** Resolves when everything that the topic held at first has been taken. */
  readonly caughtUp: Promise<void>;
  stop(): void;
}

/** Reads a topic of one partition and goes on for ever; begins again when the log breaks off. */
export async function followTopic(
  log: Pick<EventLog, 'tail' | 'offsets'>,
  topic: string,
  follower: Follower,
  scheduler: SchedulerLike = asyncScheduler,
): Promise<Following> {
  const [offsets] = await log.offsets(topic);
  const end = offsets?.end ?? 0;
  const start = offsets === undefined ? 0 : (follower.startAt?.(offsets) ?? offsets.begin);
  let resolve: () => void = () => undefined;
  const caughtUp = new Promise<void>((done) => {
    resolve = done;
  });
  if (end <= start) resolve();
  const reading: Subscription = defer(() => {
    follower.begin();
    return log.tail(topic, new Map([[offsets?.partition ?? 0, start]]));
  })
    .pipe(
      tap((batch) => {
        if (batch.records.length > 0) follower.take(batch.records);
        if (batch.nextOffset >= end) resolve();
        batch.done();
      }),
      retry({ delay: () => timer(retryMs, scheduler) }),
      finalize(() => resolve()),
    )
    .subscribe();
  return { caughtUp, stop: () => reading.unsubscribe() };
}
