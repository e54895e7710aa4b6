import { hostname } from 'node:os';
import type { Catalog, Settings } from '@tidewatch/contract';
import { createAlerter } from '@tidewatch/alerter';
import { openLogAndStore, type OpenedPorts } from '@tidewatch/adapters/registry';
import { tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { LogWatch } from '@tidewatch/core/log/watch/log-watch';
import { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { createGateway } from '@tidewatch/gateway';
import { createIndexer } from '@tidewatch/indexer';
import { createProcessor, type Processor } from '@tidewatch/processor';
import { beginRebuild } from '../rebuild/begin-rebuild.ts';
import type { ProcessHealth } from './process-health.ts';
import { readCatalog } from './read-catalog.ts';
import type { Role } from './roles.ts';
import { Stack } from './stack.ts';

export interface SystemOptions {
  readonly settings: Settings;
  readonly catalog: Catalog;
  readonly roles: ReadonlySet<Role>;
  readonly telemetry: Telemetry;
  readonly dashboardFolder: string;
  readonly simulated: boolean;
  /** Hears of every role that is started. */
  readonly health: ProcessHealth;
  /** Told once when a role cannot go on. */
  readonly onFailure: (error: unknown) => void;
  /** Ends a start that is still under way: it rejects. */
  readonly signal: AbortSignal;
}

export interface System {
  readonly ports: OpenedPorts;
  /** Address of the gateway; null without one. */
  readonly address: string | null;
  /**
   * Takes another catalog without a restart of the process; it is in force when it has caught up. Answers whether it counts: false when
   * another was written after it. Rejects, and changes nothing, when the start checks refuse it.
   */
  reload(catalog: Catalog): Promise<boolean>;
  /** Whether the gateway knows the definitions and can answer; without a gateway true. */
  ready(): boolean;
  /** Last in, first out; repeatable; at most 5 s. */
  stop(): Promise<void>;
}

/** Opens the log and the store and starts the roles named, in the order in which data flows to the edge. */
export async function createSystem(options: SystemOptions): Promise<System> {
  const { settings, roles, telemetry, health, onFailure, signal } = options;
  const running = new Stack();
  // A log that is away is asked without limit, until it is closed.
  const giveUp = (): void => void running.unwind(telemetry);
  signal.addEventListener('abort', giveUp);
  try {
    const ports = await openPorts(options, running);
    await ports.log.createTopics(tidewatchTopics(settings.processor.eventPartitions));
    const view = await startView(options, ports, running);
    const address = roles.has('gateway') ? await startGateway(options, ports, running, view) : null;
    const processor = roles.has('processor') ? await startProcessor(options, ports, running) : null;
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
      health.add(indexer);
      await indexer.start();
    }
    if (roles.has('alerter') && view !== null) {
      const alerter = createAlerter({ ...ports, settings, telemetry, view, onFailure });
      running.push(() => alerter.stop());
      health.add(alerter);
      await alerter.start();
    }
    return {
      ports,
      address,
      reload: async (next) => processor === null || !(await processor.enter(next)).superseded,
      ready: () => address === null || view === null || view.ready,
      stop: () => running.unwind(telemetry),
    };
  } catch (error) {
    await running.unwind(telemetry);
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** The log, watched, and the store. */
async function openPorts({ settings, telemetry, health }: SystemOptions, running: Stack): Promise<OpenedPorts> {
  const ports = await openLogAndStore(settings, { telemetry });
  running.push(() => ports.close());
  const log = new LogWatch(ports.log, ports.clock, telemetry);
  health.watch(log);
  return { ...ports, log };
}

async function startProcessor(
  { settings, catalog, telemetry, health, onFailure }: SystemOptions,
  { log }: OpenedPorts,
  running: Stack,
): Promise<Processor> {
  const processor = createProcessor({
    log,
    catalog,
    settings: settings.processor,
    telemetry,
    process: hostname(),
    onFailure,
  });
  running.push(() => processor.stop());
  health.add(processor);
  await processor.start();
  return processor;
}

/** The newest state of all metrics, which the gateway and the alerter share; null where neither runs. */
async function startView(
  { roles, settings, telemetry, health }: SystemOptions,
  { log, store, clock }: OpenedPorts,
  running: Stack,
): Promise<LiveView | null> {
  if (!roles.has('gateway') && !roles.has('alerter')) return null;
  const view = new LiveView({ log, store, clock, telemetry, liveCellsMax: settings.live.liveCellsMax });
  running.push(async () => view.stop());
  health.add(view);
  await view.start();
  return view;
}

async function startGateway(
  options: SystemOptions,
  ports: OpenedPorts,
  running: Stack,
  view: LiveView | null,
): Promise<string> {
  const { settings, roles, telemetry, dashboardFolder, simulated } = options;
  const gateway = createGateway({
    log: ports.log,
    store: ports.store,
    settings,
    clock: ports.clock,
    telemetry,
    dashboardFolder,
    simulated,
    // Only who folds is sure to have the definitions that are meant; another one takes those in force.
    rebuild: async (fromMs) =>
      beginRebuild(ports, settings, roles.has('processor') ? await readCatalog(settings.catalog) : null, fromMs),
    ...(view === null ? {} : { view }),
  });
  running.push(() => gateway.stop());
  await gateway.start();
  return gateway.address;
}
