import { defer, finalize, map, tap, type Observable } from 'rxjs';
import type { Clock } from '../../ports/clock.ts';
import type {
  AppendOptions,
  EventLog,
  GainedPartition,
  LogBatch,
  NewRecord,
  OwnedPartition,
  PartitionOffsets,
  TopicInfo,
  TopicSpec,
} from '../../ports/event-log.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { WatchedGroup, type GroupState } from './watched-group.ts';

/** Every reader hears of the log once a second. */
const heardMsMax = 10_000;
/** Who has read all of its partitions once is not called unready for a rebalance. */
const rebalanceMsMax = 15_000;

/** An event log, and what the process that uses it has of it: whether it answers, and which partitions are being read. */
export class LogWatch implements EventLog {
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;
  readonly #groups = new Set<WatchedGroup>();
  #heardAt: number | null = null;
  /** When all partitions of all groups were being read. */
  #settledAt: number | null = null;

  constructor(log: EventLog, clock: Clock, telemetry: Telemetry) {
    this.#log = log;
    this.#clock = clock;
    this.#telemetry = telemetry;
  }

  get groups(): readonly GroupState[] {
    return [...this.#groups].map(({ state }) => state);
  }

  /** Why this process does not read all that it is to read, in words for operators; empty when it does. */
  get unready(): readonly string[] {
    const now = this.#clock.now();
    if (this.#heardAt === null) return ['the event log has not answered yet'];
    const silentMs = now - this.#heardAt;
    if (silentMs > heardMsMax) return [`the event log has not answered for ${Math.round(silentMs / 1000)} s`];
    const reasons = this.groups.flatMap(reasonOf);
    if (reasons.length === 0) this.#settledAt = now;
    return now - (this.#settledAt ?? Number.NEGATIVE_INFINITY) <= rebalanceMsMax ? [] : reasons;
  }

  createTopics(specs: readonly TopicSpec[]): Promise<void> {
    return this.#hear(this.#log.createTopics(specs));
  }

  describeTopic(topic: string): Promise<TopicInfo | null> {
    return this.#hear(this.#log.describeTopic(topic));
  }

  append(topic: string, records: readonly NewRecord[], options?: AppendOptions): Promise<ReadonlyMap<number, number>> {
    return this.#hear(this.#log.append(topic, records, options));
  }

  consume(
    group: string,
    topics: readonly string[],
    startAt: (partition: GainedPartition) => number,
    onShared?: (partitions: number) => void,
  ): Observable<OwnedPartition> {
    return defer(() => {
      const watched = new WatchedGroup(group, this.#telemetry);
      this.#groups.add(watched);
      const shared = (partitions: number): void => {
        this.#heard();
        watched.share(partitions);
        onShared?.(partitions);
      };
      return this.#log.consume(group, topics, startAt, shared).pipe(
        map((partition) => ({ ...partition, batches: watched.count(partition).pipe(tap(() => this.#heard())) })),
        finalize(() => {
          this.#groups.delete(watched);
          watched.leave();
        }),
      );
    });
  }

  committed(group: string, topic: string): Promise<ReadonlyMap<number, number>> {
    return this.#hear(this.#log.committed(group, topic));
  }

  tail(topic: string, from: ReadonlyMap<number, number>): Observable<LogBatch> {
    return this.#log.tail(topic, from).pipe(tap(() => this.#heard()));
  }

  offsets(topic: string): Promise<readonly PartitionOffsets[]> {
    return this.#hear(this.#log.offsets(topic));
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  #heard(): void {
    this.#heardAt = this.#clock.now();
  }

  async #hear<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const given = await answer;
    this.#heard();
    return given;
  }
}

function reasonOf({ group, partitions, reading }: GroupState): readonly string[] {
  if (partitions === null) return [`waiting for the consumer group ${group} to share its partitions out`];
  if (reading >= partitions) return [];
  return [`${partitions - reading} of ${partitions} partitions of the consumer group ${group} are not being read yet`];
}
