import { setInterval as every } from 'node:timers/promises';
import type { LogBatch } from '@tidewatch/core/ports/event-log';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { KafkaSetup } from '../kafka-setup.ts';
import { partitionOffsets } from '../topics/partition-offsets.ts';
import type { Brokers } from '../wire/brokers.ts';
import { persist } from '../wire/persist.ts';
import { Fetcher } from './fetcher.ts';
import { PartitionReader } from './partition-reader.ts';

/**
 * `EventLog.tail`: fetches from all partitions without any group, so nothing is joined, committed or left behind on the broker, and any
 * number of tails run beside each other. Waits for a topic that does not exist yet; new partitions are read from their beginning.
 */
export function tailTopic(setup: KafkaSetup, topic: string, from: ReadonlyMap<number, number>): Observable<LogBatch> {
  return new Observable((subscriber) => {
    const brokers = setup.connect();
    const stopping = new AbortController();
    const signal = AbortSignal.any([stopping.signal, setup.signal]);
    const kafkaTopic = setup.topicName(topic);
    const fetcher = new Fetcher({ ...setup, brokers, consumer: `tail of ${kafkaTopic}` });
    tailPartitions(setup, { topic, kafkaTopic, from, brokers, fetcher, signal, subscriber }).catch((error: unknown) => {
      if (!signal.aborted) subscriber.error(error);
    });
    return () => {
      stopping.abort();
      fetcher.stop();
      brokers.close();
    };
  });
}

interface Tail {
  readonly topic: string;
  readonly kafkaTopic: string;
  readonly from: ReadonlyMap<number, number>;
  readonly brokers: Brokers;
  readonly fetcher: Fetcher;
  readonly signal: AbortSignal;
  readonly subscriber: Subscriber<LogBatch>;
}

async function tailPartitions(setup: KafkaSetup, tail: Tail): Promise<void> {
  const { kafkaTopic, from, brokers, signal } = tail;
  const context = { signal, reports: setup.reports };
  const offsets = await persist(`read ${kafkaTopic}`, () => partitionOffsets(brokers, kafkaTopic), context);
  if (signal.aborted) return;
  for (const { partition, begin } of offsets) addReader(setup, tail, partition, from.get(partition) ?? begin, begin);
  let known = offsets.length;
  for await (const _ of every(setup.metadataMaxAgeMs, undefined, { signal, ref: false })) {
    const all = await persist(`read ${kafkaTopic}`, () => partitionOffsets(brokers, kafkaTopic), context);
    if (all.length > known)
      setup.telemetry.log('info', `${kafkaTopic} has ${all.length} partitions now, it had ${known}.`);
    for (const { partition, begin } of all.slice(known)) addReader(setup, tail, partition, begin, begin);
    known = Math.max(known, all.length);
  }
}

function addReader(
  { clock }: KafkaSetup,
  { topic, kafkaTopic, fetcher, subscriber }: Tail,
  partition: number,
  position: number,
  begin: number,
): void {
  const reader = new PartitionReader({
    topic,
    partition,
    kafkaTopic,
    position,
    clock,
    next: (batch) => subscriber.next(batch),
    error(error) {
      fetcher.markFailed(error);
      subscriber.error(error);
    },
  });
  if (position < begin) reader.skipTo(begin);
  fetcher.add(reader);
}
