import { TidewatchError } from '@tidewatch/contract/errors';
import { partitionOfKey } from '@tidewatch/core/log/murmur2';
import type { NewRecord } from '@tidewatch/core/ports/event-log';
import type { KafkaSetup } from '../kafka-setup.ts';
import type { OutgoingRecord } from '../records/encode-record-batch.ts';
import { overheadBytesMax } from '../records/encode-record-batch.ts';
import { topicConfig } from '../topics/describe-topic.ts';
import { leadersOf } from '../topics/partition-offsets.ts';
import { closedError, faultText, isPassing, typeOf } from '../wire/faults.ts';
import { createErrorFromCode } from '../wire/internals.ts';
import { pauseMsAfter, persist } from '../wire/persist.ts';
import { AppendLane } from './append-lane.ts';
import type { ProducerIdentity } from './append-lane.ts';
import type { ProducedPartition } from './produce.ts';
import { produce } from './produce.ts';

const batchBytesMax = 900_000;
const requestBytesMax = 4 * 1024 * 1024;
const shapeMaxAgeMs = 60_000;
/** Kafka's own default of `max.message.bytes`. */
const messageBytesMaxDefault = 1_048_588;
const noIdentity: ProducerIdentity = { producerId: -1, producerEpoch: -1 };

/** Answers after which the broker no longer knows what this producer wrote last: begin anew with another identity. */
const identityLost = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'UNKNOWN_PRODUCER_ID',
]);
const tooLarge = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

interface TopicShape {
  readonly partitions: number;
  readonly messageBytesMax: number;
}

/**
 * `EventLog.append`: acks from all replicas in sync, one batch at a time per partition and one request at a time per broker, retried
 * as it is until the broker has answered for it. The producer is idempotent, so a retry after a lost answer is not written
 * twice; only when the broker forgot the producer may that happen.
 */
export class Appender {
  readonly #setup: KafkaSetup;
  readonly #lanes = new Map<string, AppendLane>();
  readonly #shapes = new Map<string, { readonly shape: Promise<TopicShape>; readonly askedAt: number }>();
  readonly #busyNodes = new Set<number>();
  readonly #inFlight = new Set<AppendLane>();
  #identity: Promise<ProducerIdentity> | null = null;
  #refreshing = false;
  #keyless = 0;
  #wakeUp: NodeJS.Timeout | undefined;
  #isClosed = false;
  #drained: (() => void) | null = null;

  constructor(setup: KafkaSetup) {
    this.#setup = setup;
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<ReadonlyMap<number, number>> {
    if (this.#isClosed) throw closedError();
    if (records.length === 0) return new Map();
    const kafkaTopic = this.#setup.topicName(topic);
    // All appends to a topic wait for the same promise, so they go on in the order in which they came.
    const shape = await this.#shapeOf(kafkaTopic);
    if (this.#isClosed) throw closedError();
    const parts = this.#split(kafkaTopic, records, shape);
    const written = [...parts].map(
      ([partition, part]) =>
        new Promise<readonly [number, number]>((resolve, reject) => {
          const lane = this.#laneOf(kafkaTopic, partition, shape);
          lane.add({ records: part, resolve: (lastOffset) => resolve([partition, lastOffset]), reject });
        }),
    );
    this.#pump();
    return new Map(await Promise.all(written));
  }

  /** Takes nothing more and waits until all is written, at most so long; what is not by then is rejected as closed. */
  async close(withinMs: number): Promise<void> {
    this.#isClosed = true;
    if ([...this.#lanes.values()].some((lane) => lane.hasWork)) {
      const timer = Promise.withResolvers<void>();
      const bound = setTimeout(timer.resolve, withinMs);
      this.#drained = timer.resolve;
      await timer.promise;
      clearTimeout(bound);
    }
    clearTimeout(this.#wakeUp);
    for (const lane of this.#lanes.values()) lane.rejectAll(closedError());
  }

  #split(kafkaTopic: string, records: readonly NewRecord[], shape: TopicShape): Map<number, OutgoingRecord[]> {
    const parts = new Map<number, OutgoingRecord[]>();
    const bytesMax = shape.messageBytesMax - overheadBytesMax;
    for (const { key: text, value, partition: chosen } of records) {
      const key = text === null ? null : Buffer.from(text);
      const byteLength =
        (key?.length ?? 0) + (typeof value === 'string' ? Buffer.byteLength(value) : (value?.length ?? 0));
      if (byteLength > bytesMax) {
        throw new TidewatchError(
          'too_large',
          `A record of ${byteLength} bytes for ${kafkaTopic} is larger than the topic takes (max.message.bytes=${shape.messageBytesMax}).`,
        );
      }
      const partition =
        chosen ?? (key === null ? this.#keyless++ % shape.partitions : partitionOfKey(shape.partitions, key));
      if (partition >= shape.partitions)
        throw new TidewatchError('not_found', `The topic ${kafkaTopic} has no partition ${partition}.`);
      const part = parts.get(partition);
      if (part === undefined) parts.set(partition, [{ key, value, byteLength }]);
      else part.push({ key, value, byteLength });
    }
    return parts;
  }

  #laneOf(kafkaTopic: string, partition: number, { messageBytesMax }: TopicShape): AppendLane {
    const place = `${kafkaTopic}/${partition}`;
    const lane =
      this.#lanes.get(place) ?? new AppendLane(kafkaTopic, partition, Math.min(batchBytesMax, messageBytesMax));
    this.#lanes.set(place, lane);
    return lane;
  }

  #shapeOf(kafkaTopic: string): Promise<TopicShape> {
    const { clock } = this.#setup;
    const known = this.#shapes.get(kafkaTopic);
    if (known !== undefined && clock.now() - known.askedAt < shapeMaxAgeMs) return known.shape;
    const fresh = this.#readShape(kafkaTopic);
    // An older answer serves until the new one is there.
    this.#shapes.set(kafkaTopic, { shape: known?.shape ?? fresh, askedAt: clock.now() });
    fresh.then(
      () => this.#shapes.set(kafkaTopic, { shape: fresh, askedAt: clock.now() }),
      () => this.#shapes.delete(kafkaTopic),
    );
    return known?.shape ?? fresh;
  }

  #readShape(kafkaTopic: string): Promise<TopicShape> {
    const { brokers, signal, reports } = this.#setup;
    const read = async (): Promise<TopicShape> => {
      const leaders = await leadersOf(brokers, kafkaTopic);
      const config = await topicConfig(brokers, kafkaTopic, ['max.message.bytes']).catch((error: unknown) => {
        // Without the right to describe, the default is assumed and the broker's refusal decides.
        if (isPassing(error)) throw error;
        return new Map<string, string>();
      });
      return {
        partitions: leaders.length,
        messageBytesMax: Number(config.get('max.message.bytes') ?? messageBytesMaxDefault),
      };
    };
    return persist(`append to ${kafkaTopic}`, read, { signal, reports });
  }

  #pump(): void {
    const { brokers, clock } = this.#setup;
    const now = clock.now();
    const byNode = new Map<number, AppendLane[]>();
    let retryAt = Infinity;
    let hasWork = false;
    for (const lane of this.#lanes.values()) {
      if (!lane.hasWork) continue;
      hasWork = true;
      if (this.#inFlight.has(lane)) continue;
      const leader = brokers.leaders(lane.kafkaTopic)?.[lane.partition] ?? -1;
      if (lane.retryAt > now) retryAt = Math.min(retryAt, lane.retryAt);
      else if (leader === -1) {
        this.#putOff(lane, createErrorFromCode(5));
        retryAt = Math.min(retryAt, lane.retryAt);
      } else if (!this.#busyNodes.has(leader)) byNode.set(leader, [...(byNode.get(leader) ?? []), lane]);
    }
    for (const [node, lanes] of byNode) void this.#sendTo(node, lanes);
    clearTimeout(this.#wakeUp);
    if (retryAt < Infinity) this.#wakeUp = setTimeout(() => this.#pump(), retryAt - now + 1);
    if (!hasWork) this.#drained?.();
  }

  async #sendTo(node: number, lanes: readonly AppendLane[]): Promise<void> {
    const { brokers, clock, signal } = this.#setup;
    this.#busyNodes.add(node);
    const sent: AppendLane[] = [];
    try {
      const broker = await brokers.byId(node);
      this.#identity ??= this.#findIdentity();
      const identity = await this.#identity;
      const batches = [];
      let bytes = 0;
      for (const lane of lanes) {
        // A lane may have been emptied while the identity was asked for.
        if (bytes >= requestBytesMax || !lane.hasWork) continue;
        const batch = lane.batch(identity, clock.now());
        bytes += batch.length;
        batches.push({ kafkaTopic: lane.kafkaTopic, partition: lane.partition, batch });
        sent.push(lane);
        this.#inFlight.add(lane);
      }
      const produced = batches.length === 0 ? [] : await produce(brokers, broker, batches);
      for (const answer of produced) this.#answered(sent, answer);
    } catch (error) {
      if (!signal.aborted) for (const lane of sent.length === 0 ? lanes : sent) this.#putOff(lane, error);
    } finally {
      this.#busyNodes.delete(node);
      for (const lane of sent) this.#inFlight.delete(lane);
    }
    if (!signal.aborted) this.#pump();
  }

  #answered(sent: readonly AppendLane[], { kafkaTopic, partition, errorCode, baseOffset }: ProducedPartition): void {
    const lane = sent.find((one) => one.kafkaTopic === kafkaTopic && one.partition === partition);
    if (lane === undefined || !lane.hasWork) return;
    if (errorCode === 0) {
      lane.failures = 0;
      lane.written(baseOffset);
      this.#setup.reports.worked(`append to ${kafkaTopic}`);
      return;
    }
    const error = createErrorFromCode(errorCode);
    const type = typeOf(error) ?? '';
    if (type === 'INVALID_RECORD' || (tooLarge.has(type) && !lane.splitBatch())) {
      lane.rejectFirst(
        new TidewatchError('too_large', `${kafkaTopic} refused a record: ${faultText(error)}.`, { cause: error }),
      );
      return;
    }
    if (tooLarge.has(type)) return;
    if (identityLost.has(type)) this.#identity = null;
    this.#putOff(lane, error);
  }

  /** Nothing that was taken is given up, whatever the fault: an operator may mend it. */
  #putOff(lane: AppendLane, error: unknown): void {
    const { reports, clock } = this.#setup;
    reports.failed(`append to ${lane.kafkaTopic}`, error);
    lane.retryAt = clock.now() + pauseMsAfter(lane.failures++);
    void this.#refresh();
  }

  async #refresh(): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    const { brokers, reports } = this.#setup;
    const topics = [...new Set([...this.#lanes.values()].map(({ kafkaTopic }) => kafkaTopic))];
    await brokers.refresh(topics).catch((error: unknown) => reports.failed('find the leaders of partitions', error));
    this.#refreshing = false;
  }

  async #findIdentity(): Promise<ProducerIdentity> {
    const { brokers, signal, reports, telemetry } = this.#setup;
    const ask = async (): Promise<ProducerIdentity> => {
      try {
        const { producerId, producerEpoch } = await brokers.ask<{ producerId: string; producerEpoch: number }>(
          await brokers.any(),
          'InitProducerId',
          {
            transactionTimeout: 60_000,
          },
        );
        return { producerId: Number(producerId), producerEpoch };
      } catch (error) {
        if (isPassing(error)) throw error;
        telemetry.log('warn', `Kafka gives no producer id (${faultText(error)}): a retry may write records twice.`);
        return noIdentity;
      }
    };
    return persist('get a producer id', ask, { signal, reports });
  }
}
