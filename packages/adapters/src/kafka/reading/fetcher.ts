import { TidewatchError } from '@tidewatch/contract/errors';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { partitionOffsets } from '../topics/partition-offsets.ts';
import type { Brokers } from '../wire/brokers.ts';
import type { FaultReports } from '../wire/fault-reports.ts';
import { isPassing, lastingError, passingFault } from '../wire/faults.ts';
import { createErrorFromCode } from '../wire/internals.ts';
import { pauseMsAfter } from '../wire/persist.ts';
import type { FetchAnswer, FetchedPartition } from './fetch-answer.ts';
import { fetchDecode } from './fetch-answer.ts';
import type { PartitionReader } from './partition-reader.ts';

const waitMsMax = 250;
/** While a partition's queue is full, so that it is not kept waiting by idle ones once it has room. */
const waitMsWhileFull = 10;
/** Small enough that what is read stays in the processor's caches: larger fetches cost more per record, not less. */
const partitionBytesMax = 512 * 1024;
const answerBytesMax = 2 * 1024 * 1024;
const outOfRange = 1;
const readCommitted = 1;
/** A new leader may be behind for a moment; a log that stays shorter was recreated. */
const outOfRangeTimesMax = 5;

export interface FetcherOptions {
  readonly brokers: Brokers;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly reports: FaultReports;
  /** Label of the gauges. */
  readonly consumer: string;
}

/**
 * Fetches for a set of partition readers: one request at a time to each broker, for all readers led there that have room. A slow
 * reader holds up nobody, and a rebalance elsewhere moves no position, because positions belong to the readers.
 */
export class Fetcher {
  readonly #options: FetcherOptions;
  readonly #readers = new Set<PartitionReader>();
  readonly #busyNodes = new Set<number>();
  readonly #asked = new Set<PartitionReader>();
  readonly #gauges: NodeJS.Timeout;
  #lastAnswerAt: number;
  #refreshing: Promise<void> | null = null;
  #wakeUp: NodeJS.Timeout | undefined;
  #rotation = 0;
  #isStopped = false;
  #isAlive = true;

  constructor(options: FetcherOptions) {
    this.#options = options;
    this.#lastAnswerAt = options.clock.now();
    this.#gauges = setInterval(() => this.#report(), 1_000).unref();
    this.#report();
  }

  add(reader: PartitionReader): void {
    this.#readers.add(reader);
    reader.onHungry = () => this.#pump();
    this.#pump();
  }

  remove(reader: PartitionReader): void {
    reader.stop();
    this.#readers.delete(reader);
  }

  /** A reader gave up: `consumer_alive` says 0 from now on, and the log why. */
  markFailed(error: Error): void {
    this.#isAlive = false;
    this.#options.telemetry.log('error', `${this.#options.consumer}: gave up. ${error.message}`);
    this.#report();
  }

  /** Ends fetching and the gauges; `consumer_alive` goes to 0. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#gauges);
    clearTimeout(this.#wakeUp);
    for (const reader of this.#readers) reader.stop();
    this.#readers.clear();
    this.#options.telemetry.gauge('consumer_alive', 0, { consumer: this.#options.consumer });
  }

  #pump(): void {
    if (this.#isStopped) return;
    const now = this.#options.clock.now();
    const byNode = new Map<number, PartitionReader[]>();
    let retryAt = Infinity;
    let isLeaderMissing = false;
    for (const reader of this.#rotated()) {
      if (!reader.isHungry || this.#asked.has(reader)) continue;
      if (reader.retryAt > now) retryAt = Math.min(retryAt, reader.retryAt);
      else {
        const leader = this.#options.brokers.leaders(reader.kafkaTopic)?.[reader.partition] ?? -1;
        if (leader === -1) isLeaderMissing = true;
        else if (!this.#busyNodes.has(leader)) byNode.set(leader, [...(byNode.get(leader) ?? []), reader]);
      }
    }
    for (const [node, readers] of byNode) void this.#fetchFrom(node, readers);
    if (isLeaderMissing) void this.#refreshThenPump();
    clearTimeout(this.#wakeUp);
    if (retryAt < Infinity) this.#wakeUp = setTimeout(() => this.#pump(), retryAt - now + 1);
  }

  /** All readers, each time beginning with another: a broker fills its answer from the front. */
  #rotated(): PartitionReader[] {
    const readers = [...this.#readers];
    const first = readers.length === 0 ? 0 : this.#rotation++ % readers.length;
    return [...readers.slice(first), ...readers.slice(0, first)];
  }

  async #fetchFrom(node: number, readers: readonly PartitionReader[]): Promise<void> {
    const { brokers, clock, reports, consumer } = this.#options;
    const what = `read for ${consumer}`;
    this.#busyNodes.add(node);
    for (const reader of readers) this.#asked.add(reader);
    const positions = new Map(readers.map((reader) => [reader, reader.position]));
    try {
      const broker = await brokers.byId(node);
      const askedAt = clock.now();
      const answer = await brokers.askRaw(broker, 'Fetch', this.#request(readers), fetchDecode);
      if (answer.errorCode !== 0) throw createErrorFromCode(answer.errorCode);
      this.#lastAnswerAt = clock.now();
      reports.worked(what);
      for (const reader of readers) this.#asked.delete(reader);
      this.#take(answer, positions, askedAt);
    } catch (error) {
      if (!this.#isStopped) await this.#failed(what, readers, error);
    } finally {
      this.#busyNodes.delete(node);
      for (const reader of readers) this.#asked.delete(reader);
    }
    this.#pump();
  }

  #request(readers: readonly PartitionReader[]): object {
    const byTopic = Map.groupBy(readers, ({ kafkaTopic }) => kafkaTopic);
    const isEveryoneHungry = [...this.#readers].every((reader) => reader.isHungry);
    return {
      isolationLevel: readCommitted,
      maxWaitTime: isEveryoneHungry ? waitMsMax : waitMsWhileFull,
      minBytes: 1,
      maxBytes: answerBytesMax,
      topics: [...byTopic].map(([topic, ofTopic]) => ({
        topic,
        partitions: ofTopic.map(({ partition, position }) => ({
          partition,
          fetchOffset: String(position),
          maxBytes: partitionBytesMax,
        })),
      })),
    };
  }

  #take(answer: FetchAnswer, positions: ReadonlyMap<PartitionReader, number>, askedAt: number): void {
    const readers = new Map(
      [...positions.keys()].map((reader) => [`${reader.kafkaTopic}/${reader.partition}`, reader]),
    );
    let isMetadataStale = false;
    for (const fetched of answer.partitions) {
      const reader = readers.get(`${fetched.topic}/${fetched.partition}`);
      if (reader === undefined || reader.position !== positions.get(reader)) continue;
      if (fetched.errorCode === 0) {
        reader.failures = 0;
        reader.accept(fetched, askedAt, answer.byteLength);
      } else if (fetched.errorCode === outOfRange) void this.#realign(reader);
      else isMetadataStale = this.#partitionFailed(reader, fetched) || isMetadataStale;
    }
    if (isMetadataStale) void this.#refreshThenPump();
  }

  #partitionFailed(reader: PartitionReader, { topic, partition, errorCode }: FetchedPartition): boolean {
    const what = `read ${topic}/${partition}`;
    const error = createErrorFromCode(errorCode);
    if (!isPassing(error)) {
      reader.fail(lastingError(what, error));
      return false;
    }
    this.#options.reports.failed(what, error);
    this.#putOff(reader);
    return true;
  }

  async #failed(what: string, readers: readonly PartitionReader[], error: unknown): Promise<void> {
    if (!isPassing(error)) {
      for (const reader of readers) reader.fail(lastingError(what, error));
      return;
    }
    this.#options.reports.failed(what, error);
    for (const reader of readers) this.#putOff(reader);
    await this.#refresh();
  }

  #putOff(reader: PartitionReader): void {
    reader.retryAt = this.#options.clock.now() + pauseMsAfter(reader.failures++);
  }

  /** The log does not hold the position: retention passed it (go on at the begin), or the log is another one (give up). */
  async #realign(reader: PartitionReader): Promise<void> {
    const { brokers, telemetry, reports } = this.#options;
    const place = `${reader.kafkaTopic}/${reader.partition}`;
    this.#asked.add(reader);
    this.#putOff(reader);
    try {
      const [offsets] = await partitionOffsets(brokers, reader.kafkaTopic, [reader.partition]);
      const { begin, end } = offsets!;
      const { position } = reader;
      if (position < begin) {
        telemetry.log(
          'warn',
          `${place}: offsets ${position} to ${begin - 1} were deleted before they were read; going on at ${begin}.`,
        );
        telemetry.count('log_gap_offsets', begin - position);
        reader.skipTo(begin);
      } else if (position > end && reader.failures >= outOfRangeTimesMax) {
        reader.fail(
          new TidewatchError('log_recreated', `${place} ends at ${end}, below offset ${position} that was to be read.`),
        );
      }
    } catch (error) {
      reports.failed(`read ${place}`, error);
    } finally {
      this.#asked.delete(reader);
    }
    this.#pump();
  }

  async #refreshThenPump(): Promise<void> {
    await this.#refresh();
    for (const reader of this.#readers) {
      const leader = this.#options.brokers.leaders(reader.kafkaTopic)?.[reader.partition] ?? -1;
      if (leader !== -1 || reader.retryAt > this.#options.clock.now()) continue;
      const what = `read ${reader.kafkaTopic}/${reader.partition}`;
      this.#options.reports.failed(what, passingFault('the topic does not exist, or its partition has no leader'));
      this.#putOff(reader);
    }
    this.#pump();
  }

  /** Asks for leaders once for all who want to know at the same time. Faults show in the next fetch. */
  #refresh(): Promise<void> {
    const { brokers, reports, consumer } = this.#options;
    const topics = [...new Set([...this.#readers].map(({ kafkaTopic }) => kafkaTopic))];
    if (topics.length === 0) return Promise.resolve();
    this.#refreshing ??= brokers
      .refresh(topics)
      .catch((error: unknown) => reports.failed(`find the leaders for ${consumer}`, error))
      .finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  #report(): void {
    const { telemetry, clock, consumer } = this.#options;
    const now = clock.now();
    if (this.#readers.size === 0) this.#lastAnswerAt = now;
    telemetry.gauge('consumer_alive', this.#isAlive ? 1 : 0, { consumer });
    telemetry.gauge('seconds_since_last_fetch', (now - this.#lastAnswerAt) / 1000, { consumer });
  }
}
