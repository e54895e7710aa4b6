import type { Settings } from '@tidewatch/contract/settings';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { MetricStore } from '@tidewatch/core/ports/metric-store';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';

export interface PortsOptions {
  readonly telemetry: Telemetry;
  /** Topics of others, used by their own names without the namespace. */
  readonly foreignTopics: readonly string[];
}

export interface OpenedPorts {
  readonly log: EventLog;
  readonly store: MetricStore;
  readonly clock: Clock;
  /** Closes the store, then the log. Repeatable. */
  close(): Promise<void>;
}

interface Context extends PortsOptions {
  readonly settings: Settings;
  readonly clock: Clock;
}

/** One line per adapter, loaded when it is chosen: an embedded start never loads a client. */
const logs: Readonly<Record<string, (context: Context) => Promise<EventLog>>> = {
  embedded: async ({ settings, clock, telemetry }) =>
    (await import('./sqlite/index.ts')).openSqliteLog({ directory: settings.data, clock, telemetry }),
  kafka: async (context) =>
    (await import('./kafka/index.ts')).openKafkaLog({
      ...context,
      settings: chosen(context.settings.log, 'kafka'),
      namespace: context.settings.namespace,
    }),
};

const stores: Readonly<Record<string, (context: Context) => Promise<MetricStore>>> = {
  embedded: async ({ settings, telemetry }) =>
    (await import('./sqlite/index.ts')).openSqliteStore({ directory: settings.data, telemetry }),
  elasticsearch: async (context) =>
    (await import('./elasticsearch/index.ts')).openElasticsearchStore({
      ...context,
      settings: chosen(context.settings.store, 'elasticsearch'),
      namespace: context.settings.namespace,
      random: Math.random,
    }),
};

/**
 * Opens the event log and the metric store that the settings choose.
 * Throws `data_in_use` where another process owns the data directory, `settings_invalid` for files that cannot be read.
 */
export async function openLogAndStore(settings: Settings, options: PortsOptions): Promise<OpenedPorts> {
  const clock: Clock = { now: Date.now };
  const context: Context = { ...options, settings, clock };
  const log = await logs[Object.keys(settings.log)[0]!]!(context);
  try {
    const store = await stores[Object.keys(settings.store)[0]!]!(context);
    return {
      log,
      store,
      clock,
      async close() {
        await store.close();
        await log.close();
      },
    };
  } catch (error) {
    await log.close();
    throw error;
  }
}

function chosen<Choice extends object, Name extends string>(
  choice: Choice,
  name: Name,
): Extract<Choice, Record<Name, unknown>>[Name & keyof Extract<Choice, Record<Name, unknown>>] {
  return (choice as Extract<Choice, Record<Name, unknown>>)[
    name as Name & keyof Extract<Choice, Record<Name, unknown>>
  ];
}
