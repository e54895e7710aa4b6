import { openKafkaLog } from '@tidewatch/adapters/kafka';
import { openSqliteLog } from '@tidewatch/adapters/sqlite';
import { settingsSchema, type Settings } from '@tidewatch/contract';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';

/** Which log a program opens. */
export type BenchLog = { readonly directory: string } | { readonly brokers: string; readonly namespace: string };

/** Opens the log alone: what is measured has no store beside it. */
export async function openBenchLog(log: BenchLog): Promise<EventLog> {
  const clock = { now: Date.now };
  if ('directory' in log) return openSqliteLog({ directory: log.directory, clock });
  const settings = settingsSchema.parse({ log: { kafka: { brokers: [log.brokers] } } }).log as Extract<
    Settings['log'],
    { kafka: unknown }
  >;
  return openKafkaLog({
    settings: settings.kafka,
    namespace: log.namespace,
    foreignTopics: [],
    clock,
    telemetry: noTelemetry,
  });
}

export const processorSettings = settingsSchema.parse({}).processor;
