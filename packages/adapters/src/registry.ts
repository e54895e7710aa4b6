import type { Receiver, ReceiverTarget } from '@tidewatch/contract/catalog/delivery';
import type { SecretReference } from '@tidewatch/contract/catalog/delivery-definitions';
import type { Settings } from '@tidewatch/contract/settings';
import { logNotifier } from '@tidewatch/core/alerting/delivery/notify/log-notifier';
import { foreignTopics } from '@tidewatch/core/definitions/topics';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { MetricStore } from '@tidewatch/core/ports/metric-store';
import type { ChartPainter, Notifier } from '@tidewatch/core/ports/notifier';
import type { OutboundHttp } from '@tidewatch/core/ports/outbound-http';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';

export interface PortsOptions {
  readonly telemetry: Telemetry;
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
      foreignTopics,
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

interface NotifierContext {
  readonly http: OutboundHttp;
  readonly painter: ChartPainter;
  readonly secret: (reference: SecretReference) => Promise<string>;
  readonly telemetry: Telemetry;
}

type Channel = ReceiverTarget['kind'];
type ReceiverBy<Name extends Channel> = Receiver & { readonly target: Extract<ReceiverTarget, { kind: Name }> };

/** One line per channel, loaded when a receiver uses it. */
const notifiers: {
  readonly [Name in Channel]: (receiver: ReceiverBy<Name>, context: NotifierContext) => Promise<Notifier>;
} = {
  log: async (_, { telemetry }) => logNotifier(telemetry),
  slack: async (receiver, context) => (await import('./slack/index.ts')).createSlackNotifier({ receiver, ...context }),
  email: async (receiver, context) => {
    const { guardedLookup, isPrivateAddress } = await import('./outbound/index.ts');
    const guard = { lookup: guardedLookup(), isPrivate: isPrivateAddress };
    return (await import('./email/index.ts')).createEmailNotifier({ receiver, ...context, ...guard });
  },
  webhook: async (receiver, context) =>
    (await import('./webhook/index.ts')).createWebhookNotifier({ receiver, ...context }),
  alertmanager: async (receiver, context) =>
    (await import('./webhook/index.ts')).createAlertmanagerNotifier({ receiver, ...context }),
};

/** Opens a notifier for each receiver of the catalog. Secrets are read when they are used, from variables and files. */
export async function openNotifiers(
  receivers: readonly Receiver[],
  { telemetry, env }: { readonly telemetry: Telemetry; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<ReadonlyMap<string, Notifier>> {
  const { createOutboundHttp, secretReader } = await import('./outbound/index.ts');
  const opened = new Map<string, Notifier>();
  for (const receiver of receivers) {
    const http = createOutboundHttp();
    const context = { http, painter: lazyPainter, secret: secretReader(env), telemetry };
    const open = notifiers[receiver.target.kind] as (receiver: Receiver, context: NotifierContext) => Promise<Notifier>;
    const notifier = await open(receiver, context);
    opened.set(receiver.receiver, {
      edits: notifier.edits,
      notify: (notification) => notifier.notify(notification),
      async close() {
        await http.close();
        await notifier.close();
      },
    });
  }
  return opened;
}

/** The canvas is a native library: it is loaded for the first chart, not before. */
const lazyPainter: ChartPainter = {
  paint: async (picture) => (await import('./canvas/index.ts')).createChartPainter().paint(picture),
};

function chosen<Choice extends object, Name extends string>(
  choice: Choice,
  name: Name,
): Extract<Choice, Record<Name, unknown>>[Name & keyof Extract<Choice, Record<Name, unknown>>] {
  return (choice as Extract<Choice, Record<Name, unknown>>)[
    name as Name & keyof Extract<Choice, Record<Name, unknown>>
  ];
}
