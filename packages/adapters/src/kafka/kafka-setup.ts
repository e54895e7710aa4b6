import type { Clock } from '@tidewatch/core/ports/clock';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { Brokers } from './wire/brokers.ts';
import type { FaultReports } from './wire/fault-reports.ts';
import type { BrokerConnectionOptions } from './wire/internals.ts';

/** What all parts of one log share. */
export interface KafkaSetup {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly reports: FaultReports;
  /** Aborts when the log is closed. */
  readonly signal: AbortSignal;
  readonly replicationFactor: number;
  /** How often it is looked whether a topic has more partitions. */
  readonly metadataMaxAgeMs: number;
  /** Connections for short requests of all kinds. Long ones (joining a group, waiting for records) have their own, by `connect`. */
  readonly brokers: Brokers;
  connect(): Brokers;
  /** A topic's name in Kafka: prefixed unless foreign. */
  topicName(topic: string): string;
  groupName(group: string): string;
  /** Lets `close` wait, within its bound, for work that outlives its stream. */
  finishBeforeClose(work: Promise<unknown>): void;
}

export interface KafkaNames {
  readonly namespace: string;
  /** Topics of others, used by their own names. Looked at on every use. */
  readonly foreignTopics: Pick<readonly string[], 'includes'>;
}

export function createSetup(
  options: Pick<KafkaSetup, 'clock' | 'telemetry' | 'reports' | 'signal' | 'replicationFactor' | 'metadataMaxAgeMs'> &
    KafkaNames & { readonly seeds: readonly string[]; readonly connection: BrokerConnectionOptions },
): KafkaSetup & { readonly unfinished: ReadonlySet<Promise<unknown>> } {
  const {
    clock,
    telemetry,
    reports,
    signal,
    replicationFactor,
    metadataMaxAgeMs,
    namespace,
    foreignTopics,
    seeds,
    connection,
  } = options;
  const unfinished = new Set<Promise<unknown>>();
  const connect = (): Brokers => new Brokers(seeds, connection);
  return {
    clock,
    telemetry,
    reports,
    signal,
    replicationFactor,
    metadataMaxAgeMs,
    brokers: connect(),
    connect,
    topicName: (topic) => (foreignTopics.includes(topic) ? topic : `${namespace}.${topic}`),
    groupName: (group) => `${namespace}.${group}`,
    unfinished,
    finishBeforeClose(work) {
      const settled = work.catch(() => undefined).finally(() => unfinished.delete(settled));
      unfinished.add(settled);
    },
  };
}
