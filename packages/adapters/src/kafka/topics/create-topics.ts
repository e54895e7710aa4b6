import type { TopicSpec } from '@tidewatch/core/ports/event-log';
import type { KafkaSetup } from '../kafka-setup.ts';
import { typeOf } from '../wire/faults.ts';
import { persist } from '../wire/persist.ts';
import { leadersOf } from './partition-offsets.ts';

const millisecondsPerDay = 86_400_000;
const createWithinMs = 10_000;

/** `EventLog.createTopics`. Topics that exist are left alone, so rights to create are needed only where one is missing. */
export async function createTopics(setup: KafkaSetup, specs: readonly TopicSpec[]): Promise<void> {
  const { brokers, signal, reports } = setup;
  for (const spec of specs) {
    const kafkaTopic = setup.topicName(spec.topic);
    await persist(`create the topic ${kafkaTopic}`, () => createIfMissing(setup, kafkaTopic, spec), {
      signal,
      reports,
    });
    await persist(`find the leaders of ${kafkaTopic}`, () => leadersOf(brokers, kafkaTopic), { signal, reports });
  }
}

async function createIfMissing(
  { brokers, replicationFactor }: KafkaSetup,
  kafkaTopic: string,
  spec: TopicSpec,
): Promise<void> {
  await brokers.refresh([kafkaTopic]);
  if (brokers.leaders(kafkaTopic) !== null) return;
  const { partitions: numPartitions, keepDays } = spec;
  const config = {
    'message.timestamp.type': 'LogAppendTime',
    'cleanup.policy': 'delete',
    'retention.ms': String(keepDays === null ? -1 : keepDays * millisecondsPerDay),
    'retention.bytes': '-1',
    // An acknowledged record must survive one broker where there are enough of them.
    ...(replicationFactor >= 3 ? { 'min.insync.replicas': '2' } : {}),
  };
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  const topics = [{ topic: kafkaTopic, numPartitions, replicationFactor, configEntries }];
  try {
    await brokers.ask(await brokers.controller(), 'CreateTopics', {
      topics,
      validateOnly: false,
      timeout: createWithinMs,
    });
  } catch (error) {
    const fault = firstFault(error);
    if (typeOf(fault) === 'TOPIC_ALREADY_EXISTS') return;
    throw fault;
  }
}

/** kafkajs wraps the errors of all topics of a request in one. */
function firstFault(error: unknown): unknown {
  const all = (error as { readonly errors?: readonly unknown[] }).errors;
  return Array.isArray(all) ? all[0] : error;
}
