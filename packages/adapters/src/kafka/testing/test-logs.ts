import { settingsSchema } from '@tidewatch/contract/settings';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaLogOptions } from '../open-kafka-log.ts';
import { openKafkaLog } from '../open-kafka-log.ts';

export interface TestLogs {
  readonly namespace: string;
  open(options?: Partial<KafkaLogOptions>): Promise<EventLog>;
  /** Makes a partition begin at an offset, as retention does. */
  truncate(topic: string, partition: number, begin: number): Promise<void>;
  /** The plain client, for what the port cannot do. */
  readonly kafka: Kafka;
  closeAll(): Promise<void>;
}

/** Logs on a real broker, in a namespace that no other run has, closed together. */
export function openTestLogs(address: string): TestLogs {
  const namespace = `test-${Math.random().toString(36).slice(2, 10)}`;
  const kafka = new Kafka({ brokers: [address], clientId: 'test', logLevel: logLevel.NOTHING });
  const opened: EventLog[] = [];
  return {
    namespace,
    kafka,
    async open(options = {}) {
      const log = await openKafkaLog({
        settings: kafkaSettings(address),
        namespace,
        foreignTopics: [],
        clock: Date,
        telemetry: noTelemetry,
        instanceId: `test-${opened.length}`,
        ...options,
      });
      opened.push(log);
      return log;
    },
    async truncate(topic, partition, begin) {
      const admin = kafka.admin();
      await admin.connect();
      // Deleting records fails before the client has heard of the topic.
      await admin.fetchTopicOffsets(`${namespace}.${topic}`);
      await admin.deleteTopicRecords({
        topic: `${namespace}.${topic}`,
        partitions: [{ partition, offset: String(begin) }],
      });
      await admin.disconnect();
    },
    async closeAll() {
      await Promise.all(opened.splice(0).map((log) => log.close()));
    },
  };
}

function kafkaSettings(address: string): KafkaLogOptions['settings'] {
  const { log } = settingsSchema.parse({ log: { kafka: { brokers: [address] } } });
  if (!('kafka' in log)) throw new Error('no settings for Kafka');
  return log.kafka;
}

export interface SaidLine {
  readonly level: string;
  readonly message: string;
}

/** A telemetry that keeps what it was told. */
export function listeningTelemetry(): Telemetry & {
  readonly lines: SaidLine[];
  readonly gauges: Map<string, number>;
  readonly counts: Map<string, number>;
} {
  const lines: SaidLine[] = [];
  const gauges = new Map<string, number>();
  const counts = new Map<string, number>();
  return {
    lines,
    gauges,
    counts,
    count: (name, by) => void counts.set(name, (counts.get(name) ?? 0) + by),
    gauge: (name, value, labels = {}) => void gauges.set([name, ...Object.values(labels)].join(' '), value),
    observe() {},
    log: (level, message) => void lines.push({ level, message }),
  };
}
