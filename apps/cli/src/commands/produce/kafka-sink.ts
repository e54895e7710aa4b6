import { setTimeout as sleep } from 'node:timers/promises';
import { openKafkaLog } from '@tidewatch/adapters/kafka';
import { createTelemetry } from '@tidewatch/adapters/prometheus';
import type { Settings } from '@tidewatch/contract';
import { tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { UsageError } from '../../verbs/usage-error.ts';
import type { EventSink } from './event-sink.ts';

const appendsMax = 4;
const graceMs = 3_000;

/**
 * Appends to the topic `events` of the Kafka that the settings name, and waits for brokers that are away. Once the signal aborts,
 * what is under way may end within three seconds. Throws `UsageError` when the settings name no Kafka.
 */
export async function kafkaSink(settings: Settings, signal: AbortSignal): Promise<EventSink> {
  if (!('kafka' in settings.log)) {
    throw new UsageError(
      '--to kafka needs log.kafka in the settings, as in TIDEWATCH_LOG_KAFKA_BROKERS=127.0.0.1:9092',
    );
  }
  const log = await openKafkaLog({
    settings: settings.log.kafka,
    namespace: settings.namespace,
    foreignTopics: [],
    clock: { now: Date.now },
    telemetry: createTelemetry({ level: settings.logLevel }),
  });
  const stopped = stoppedBy(signal);
  try {
    await Promise.race([log.createTopics(tidewatchTopics(settings.processor.eventPartitions)), stopped]);
  } catch (error) {
    await log.close();
    throw error;
  }
  const waiting: Promise<void>[] = [];
  let accepted = 0;
  return {
    rejected: new Map(),
    get accepted() {
      return accepted;
    },
    async send(events) {
      while (waiting.length >= appendsMax) await Promise.race([waiting.shift(), stopped]);
      const records = events.map((event) => ({ key: event.subject ?? event.id, value: JSON.stringify(event) }));
      const durable = log.append('events', records).then(() => void (accepted += events.length));
      // Its failure is looked at when its turn comes.
      durable.catch(() => undefined);
      waiting.push(durable);
    },
    async finish() {
      while (waiting.length > 0) await Promise.race([waiting.shift(), stopped]);
    },
    close: () => log.close(),
  };
}

/** Rejects a while after the signal: an append waits for its brokers for ever. */
function stoppedBy(signal: AbortSignal): Promise<never> {
  const stopped = new Promise<never>((_, reject) => {
    const late = async (): Promise<void> => {
      await sleep(graceMs, undefined, { ref: false });
      reject(new Error('stopped before Kafka had taken everything'));
    };
    if (signal.aborted) void late();
    signal.addEventListener('abort', () => void late(), { once: true });
  });
  stopped.catch(() => undefined);
  return stopped;
}
