import type {
  EventLog,
  GainedPartition,
  LogBatch,
  OwnedPartition,
  TopicPartition,
} from '@tidewatch/core/ports/event-log';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { KafkaSetup } from '../kafka-setup.ts';
import { Fetcher } from '../reading/fetcher.ts';
import { PartitionReader } from '../reading/partition-reader.ts';
import { partitionOffsets } from '../topics/partition-offsets.ts';
import type { Brokers } from '../wire/brokers.ts';
import { persist } from '../wire/persist.ts';
import { committedOffsets } from './committed-offsets.ts';
import type { Membership } from './group-member.ts';
import { GroupMember } from './group-member.ts';
import { placeOf } from './sticky-assignment.ts';

type StartAt = Parameters<EventLog['consume']>[2];

/** The arguments of `EventLog.consume`. */
interface Wanted {
  readonly group: string;
  readonly topics: readonly string[];
  readonly startAt: StartAt;
  readonly onShared: (partitions: number) => void;
}

/** One spell of one partition in this member's hands. */
interface Spell {
  end(): void;
}

/** `EventLog.consume`: membership and reading are apart, so a rebalance does not touch what a retained partition reads. */
export function consumeGroup(setup: KafkaSetup, wanted: Wanted): Observable<OwnedPartition> {
  return new Observable((subscriber) => {
    const brokers = setup.connect();
    const stopping = new AbortController();
    const signal = AbortSignal.any([stopping.signal, setup.signal]);
    const consumption = new Consumption(setup, wanted, { brokers, signal, subscriber });
    consumption.run();
    return () => {
      stopping.abort();
      setup.finishBeforeClose(consumption.end().finally(() => brokers.close()));
    };
  });
}

class Consumption {
  readonly #setup: KafkaSetup;
  readonly #groupId: string;
  readonly #startAt: StartAt;
  readonly #onShared: Wanted['onShared'];
  /** Name in Kafka → the port's. */
  readonly #topicNames: ReadonlyMap<string, string>;
  readonly #brokers: Brokers;
  readonly #signal: AbortSignal;
  readonly #subscriber: Subscriber<OwnedPartition>;
  readonly #member: GroupMember;
  readonly #fetcher: Fetcher;
  readonly #spells = new Map<string, Spell & TopicPartition>();
  #membership: Membership | null = null;

  constructor(
    setup: KafkaSetup,
    { group, topics, startAt, onShared }: Wanted,
    run: { readonly brokers: Brokers; readonly signal: AbortSignal; readonly subscriber: Subscriber<OwnedPartition> },
  ) {
    this.#setup = setup;
    this.#groupId = setup.groupName(group);
    this.#startAt = startAt;
    this.#onShared = onShared;
    this.#topicNames = new Map(topics.map((topic) => [setup.topicName(topic), topic]));
    this.#brokers = run.brokers;
    this.#signal = run.signal;
    this.#subscriber = run.subscriber;
    const { brokers, signal } = run;
    this.#fetcher = new Fetcher({ ...setup, brokers, consumer: this.#groupId });
    this.#member = new GroupMember(setup, {
      groupId: this.#groupId,
      topics: [...this.#topicNames.keys()],
      brokers,
      signal,
      held: () => [...this.#spells.values()].map(({ topic, partition }) => ({ topic, partition })),
      onAssigned: (membership) => this.#assigned(membership),
    });
  }

  run(): void {
    this.#member.run().catch((error: unknown) => this.#failed(error));
  }

  /** Ends all spells and leaves the group. */
  async end(): Promise<void> {
    this.#membership = null;
    for (const spell of this.#spells.values()) spell.end();
    this.#spells.clear();
    this.#fetcher.stop();
    await this.#member.leave();
  }

  #assigned(membership: Membership): void {
    if (this.#signal.aborted) return;
    this.#membership = membership;
    const assigned = new Set(membership.partitions.map(placeOf));
    for (const [place, spell] of this.#spells) {
      if (assigned.has(place) && membership.isConsecutive) continue;
      this.#spells.delete(place);
      spell.end();
    }
    this.#onShared(assigned.size);
    const gained = membership.partitions.filter((partition) => !this.#spells.has(placeOf(partition)));
    const names = gained.map(placeOf).join(', ');
    const { generation } = membership;
    this.#setup.telemetry.log(
      'info',
      `${this.#groupId}: generation ${generation}, ${assigned.size} partitions${names && `, gained ${names}`}.`,
    );
    this.#gain(gained, membership).catch((error: unknown) => this.#failed(error));
  }

  /** Finds out where each gained partition stands, asks where to start, and hands it out; unless the group has moved on meanwhile. */
  async #gain(partitions: readonly TopicPartition[], membership: Membership): Promise<void> {
    const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
    const context = { signal: this.#signal, reports: this.#setup.reports };
    const gains = [...byTopic].map(async ([topic, ofTopic]) => {
      const wanted = ofTopic.map(({ partition }) => partition);
      const isCurrent = (): boolean => this.#membership === membership;
      const ask = async () =>
        isCurrent()
          ? Promise.all([
              committedOffsets(this.#brokers, this.#groupId, topic, wanted),
              partitionOffsets(this.#brokers, topic, wanted),
            ])
          : null;
      const places = await persist(`find the place of ${this.#groupId} in ${topic}`, ask, context);
      if (places === null || !isCurrent()) return;
      const [committed, offsets] = places;
      for (const { partition, begin, end } of offsets) {
        const name = this.#topicNames.get(topic) ?? topic;
        this.#handOut(topic, { topic: name, partition, committed: committed.get(partition) ?? null, begin, end });
      }
    });
    await Promise.all(gains);
  }

  #handOut(kafkaTopic: string, gained: GainedPartition): void {
    if (this.#signal.aborted) return;
    const { topic, partition, committed, begin } = gained;
    const start = this.#startAt(gained);
    let isHeld = true;
    let reading: { readonly reader: PartitionReader; readonly batches: Subscriber<LogBatch> } | null = null;
    const stopReading = (): void => {
      if (reading !== null) this.#fetcher.remove(reading.reader);
    };
    const place = { topic: kafkaTopic, partition };
    this.#spells.set(placeOf(place), {
      ...place,
      end() {
        isHeld = false;
        stopReading();
        reading?.batches.complete();
      },
    });
    const batches = new Observable<LogBatch>((subscriber) => {
      if (!isHeld) return subscriber.complete();
      if (reading !== null)
        return subscriber.error(new Error(`batches of ${topic}/${partition} were subscribed twice`));
      const reader = new PartitionReader({
        topic,
        partition,
        kafkaTopic,
        position: start,
        clock: this.#setup.clock,
        next: (batch) => subscriber.next(batch),
        error: (error) => {
          this.#fetcher.markFailed(error);
          subscriber.error(error);
        },
      });
      reading = { reader, batches: subscriber };
      this.#fetcher.add(reader);
      return stopReading;
    });
    const commit = (offset: number): Promise<void> => this.#member.commit(place, offset, () => isHeld);
    this.#subscriber.next({ topic, partition, committed, begin, start, batches, commit });
  }

  #failed(error: unknown): void {
    if (this.#signal.aborted) return;
    if (error instanceof Error) this.#fetcher.markFailed(error);
    this.#subscriber.error(error);
  }
}
