import type { Catalog, Settings } from '@tidewatch/contract';
import { createAlerter } from '@tidewatch/alerter';
import { openLogAndStore, type OpenedPorts } from '@tidewatch/adapters/registry';
import { inputTopics, tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { createGateway } from '@tidewatch/gateway';
import { createIndexer } from '@tidewatch/indexer';
import { createProcessor, type Processor } from '@tidewatch/processor';
import type { Role } from './roles.ts';
import { Stack } from './stack.ts';

export interface SystemOptions {
  readonly settings: Settings;
  readonly catalog: Catalog;
  readonly roles: ReadonlySet<Role>;
  readonly telemetry: Telemetry;
  readonly dashboardFolder: string;
  readonly simulated: boolean;
  /** Told once when a role cannot go on. */
  readonly onFailure: (error: unknown) => void;
}

export interface System {
  readonly ports: OpenedPorts;
  /** Address of the gateway; null without one. */
  readonly address: string | null;
  /** Takes another catalog into force without a restart of the process. Rejects, and changes nothing, when the start checks refuse it. */
  reload(catalog: Catalog): Promise<void>;
  /** Last in, first out; repeatable; at most 5 s. */
  stop(): Promise<void>;
}

/** Opens the log and the store and starts the roles named, in the order in which data flows to the edge. */
export async function createSystem(options: SystemOptions): Promise<System> {
  const { settings, catalog, roles, telemetry, onFailure } = options;
  const running = new Stack();
  try {
    const foreign = foreignTopics(catalog);
    const ports = await openLogAndStore(settings, { telemetry, foreignTopics: foreign });
    running.push(() => ports.close());
    await ports.log.createTopics(tidewatchTopics(settings.processor.eventPartitions));
    const view = await startView(options, ports, running);
    const address = roles.has('gateway') ? await startGateway(options, ports, running, view) : null;
    let processor: Processor | null = null;
    const startProcessor = async (current: Catalog): Promise<void> => {
      // The log looks its foreign topics up on every use.
      foreign.push(...foreignTopics(current).filter((topic) => !foreign.includes(topic)));
      const next = createProcessor({
        log: ports.log,
        catalog: current,
        settings: settings.processor,
        telemetry,
        onFailure,
      });
      await processor?.stop();
      processor = next;
      await next.start();
    };
    if (roles.has('processor')) {
      running.push(async () => processor?.stop());
      await startProcessor(catalog);
    }
    if (roles.has('indexer')) {
      const embedded = 'embedded' in settings.store;
      const indexer = createIndexer({
        log: ports.log,
        store: ports.store,
        settings: settings.processor,
        telemetry,
        flushEveryMs: embedded ? 1_000 : 5_000,
        onFailure,
      });
      running.push(() => indexer.stop());
      await indexer.start();
    }
    if (roles.has('alerter') && view !== null) {
      const alerter = createAlerter({ ...ports, settings, telemetry, view, onFailure });
      running.push(() => alerter.stop());
      await alerter.start();
    }
    return { ports, address, reload: startProcessor, stop: () => running.unwind(telemetry) };
  } catch (error) {
    await running.unwind(telemetry);
    throw error;
  }
}

/** The newest state of all metrics, which the gateway and the alerter share; null where neither runs. */
async function startView(
  { roles, settings, telemetry }: SystemOptions,
  { log, store, clock }: OpenedPorts,
  running: Stack,
): Promise<LiveView | null> {
  if (!roles.has('gateway') && !roles.has('alerter')) return null;
  const view = new LiveView({ log, store, clock, telemetry, liveCellsMax: settings.live.liveCellsMax });
  running.push(async () => view.stop());
  await view.start();
  return view;
}

async function startGateway(
  options: SystemOptions,
  ports: OpenedPorts,
  running: Stack,
  view: LiveView | null,
): Promise<string> {
  const { settings, telemetry, dashboardFolder, simulated } = options;
  const gateway = createGateway({
    log: ports.log,
    store: ports.store,
    settings,
    clock: ports.clock,
    telemetry,
    dashboardFolder,
    simulated,
    ...(view === null ? {} : { view }),
  });
  running.push(() => gateway.stop());
  await gateway.start();
  return gateway.address;
}

function foreignTopics(catalog: Catalog): string[] {
  return inputTopics(catalog).filter((topic) => topic !== 'events');
}
