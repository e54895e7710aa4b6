import { NEVER, of, Subject, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { EventLog, LogBatch, OwnedPartition } from '../../ports/event-log.ts';
import { noTelemetry, type Telemetry } from '../../ports/telemetry.ts';
import { LogWatch } from './log-watch.ts';

const second = 1_000;

/** A log whose group and batches a test plays, and the watch over it. */
function watchedLog() {
  let now = 0;
  let share: (partitions: number) => void = () => {};
  const partitions = new Subject<OwnedPartition>();
  const definitions = new Subject<LogBatch>();
  const log: EventLog = {
    createTopics: async () => {},
    describeTopic: async () => null,
    append: async () => new Map(),
    consume: (_group, _topics, _startAt, onShared = () => {}) => {
      share = onShared;
      return partitions;
    },
    committed: async () => new Map(),
    tail: () => definitions,
    offsets: async () => [],
    close: async () => {},
  };
  const told: string[] = [];
  const tell = (name: string, value: number, labels = {}): void =>
    void told.push([name, ...Object.values(labels), value].join(' '));
  const telemetry: Telemetry = { ...noTelemetry, count: tell, gauge: tell };
  const watch = new LogWatch(log, { now: () => now }, telemetry);
  return {
    watch,
    told,
    share: (count: number) => share(count),
    pass: (ms: number) => void (now += ms),
    hear: () => definitions.next(batch(0, 0)),
    join: () => watch.consume('folders', ['events'], () => 0).subscribe(({ batches }) => batches.subscribe()),
    own: (partition: number, batches: Observable<LogBatch>) =>
      partitions.next({
        topic: 'events',
        partition,
        committed: null,
        begin: 0,
        start: 0,
        batches,
        commit: async () => {},
      }),
  };
}

function batch(nextOffset: number, end: number): LogBatch {
  const record = { offset: nextOffset - 1, appendTime: 0, key: null, value: null };
  const place = { topic: 'events', partition: 0, endAskedAt: 0, done() {} };
  return { ...place, records: nextOffset === 0 ? [] : [record], nextOffset, end };
}

describe('LogWatch', () => {
  it('says that the log has not answered, and that it no longer does', async () => {
    const { watch, pass } = watchedLog();
    expect(watch.unready).toEqual(['the event log has not answered yet']);
    await watch.offsets('events');
    expect(watch.unready).toEqual([]);
    pass(12 * second);
    expect(watch.unready).toEqual(['the event log has not answered for 12 s']);
  });

  it('takes every batch as an answer', async () => {
    const { watch, pass, hear } = watchedLog();
    await watch.createTopics([]);
    watch.tail('definitions', new Map()).subscribe();
    pass(12 * second);
    hear();
    expect(watch.unready).toEqual([]);
  });

  it('is not ready before the group has let it in and every partition has brought a batch', async () => {
    const { watch, join, share, own } = watchedLog();
    await watch.offsets('events');
    join();
    expect(watch.unready).toEqual(['waiting for the consumer group folders to share its partitions out']);
    share(2);
    own(0, of(batch(1, 5)));
    own(1, NEVER);
    expect(watch.unready).toEqual(['2 of 2 partitions of the consumer group folders are not being read yet']);
  });

  it('is ready with partitions that are read, or with none where others have them', async () => {
    const { watch, join, share, own } = watchedLog();
    await watch.offsets('events');
    join();
    share(0);
    expect(watch.unready).toEqual([]);
    share(1);
    const batches = new Subject<LogBatch>();
    own(0, batches);
    batches.next(batch(3, 10));
    expect(watch.groups).toEqual([{ group: 'folders', partitions: 1, reading: 1, lagRecords: 7 }]);
    batches.complete();
    expect(watch.groups).toEqual([{ group: 'folders', partitions: 1, reading: 0, lagRecords: 0 }]);
  });

  it('stays ready through a rebalance, but not for ever', async () => {
    const { watch, join, share, own, pass, hear } = watchedLog();
    watch.tail('definitions', new Map()).subscribe();
    hear();
    join();
    share(1);
    const batches = new Subject<LogBatch>();
    own(0, batches);
    batches.next(batch(1, 1));
    expect(watch.unready).toEqual([]);
    batches.complete();
    pass(10 * second);
    hear();
    expect(watch.unready).toEqual([]);
    pass(6 * second);
    hear();
    expect(watch.unready).toEqual(['1 of 1 partitions of the consumer group folders are not being read yet']);
  });

  it('tells what was read, what is left and what it owns, and nothing of a group that it left', async () => {
    const { watch, told, join, share, own } = watchedLog();
    const member = join();
    share(2);
    const first = new Subject<LogBatch>();
    own(0, first);
    first.next(batch(1, 5));
    own(1, new Subject());
    member.unsubscribe();
    first.complete();
    expect(told).toEqual([
      'owned_partitions folders 2',
      'records_read folders 0',
      'records_read folders 1',
      'lag_records folders 4',
      'owned_partitions folders 0',
      'records_read folders 0',
      'lag_records folders 0',
    ]);
    expect(watch.groups).toEqual([]);
  });
});
