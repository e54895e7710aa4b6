import type { Settings } from '@tidewatch/contract/settings';
import { TidewatchError } from '@tidewatch/contract/errors';
import { tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { RoomSet } from '@tidewatch/core/live/rooms/room-set';
import { LiveView } from '@tidewatch/core/live/view/live-view';
import type { StoreReads } from '@tidewatch/core/live/view/store-watch';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { FirstData } from '@tidewatch/core/query/read/first-data';
import type { FastifyInstance } from 'fastify';
import type { GatewayParts } from './doors/gateway-parts.ts';
import { openDeadLettersDoors } from './doors/open-dead-letters-doors.ts';
import { openEventsDoors } from './doors/open-events-doors.ts';
import { openLedgerDoors } from './doors/open-ledger-doors.ts';
import { openMetricsDoors } from './doors/open-metrics-doors.ts';
import { openStateDoors } from './doors/open-state-doors.ts';
import { SimulationWatch } from './doors/simulation-watch.ts';
import { callerCheck, isLoopback } from './http/allowed-callers.ts';
import { openDoor } from './http/door.ts';
import { createApp } from './http/create-app.ts';
import { resolveAccess } from './http/resolve-access.ts';
import { serveDashboard } from './http/serve-dashboard.ts';
import { IngestLedger } from './operations/ingest-ledger.ts';
import { OperationsTail } from './operations/operations-tail.ts';
import { QuarantineList } from './operations/quarantine-list.ts';
import { openApi } from './openapi/open-api.ts';
import { attachSocket } from './socket/attach-socket.ts';

const stopMsMax = 4_000;

export interface GatewayOptions {
  readonly log: EventLog;
  readonly store: StoreReads;
  readonly settings: Pick<Settings, 'http' | 'live' | 'processor'>;
  readonly clock: Clock;
  /** With a method `metrics` its numbers are served at `/metrics`. */
  readonly telemetry: Telemetry;
  /** Where the built page is; without it only the API is served. */
  readonly dashboardFolder?: string;
  /** Whether this process makes its events up itself. */
  readonly simulated?: boolean;
}

export interface Gateway {
  /** Rejects with `settings_invalid` for an address that must not be bound, and with what the log says. */
  start(): Promise<void>;
  /** Closes sockets, lets requests end, within 5 s. Repeatable. */
  stop(): Promise<void>;
  /** `http://host:port`, once started. */
  readonly address: string;
}

/** The role `gateway`: the HTTP and socket edge. */
export function createGateway(options: GatewayOptions): Gateway {
  const stops: (() => Promise<void> | void)[] = [];
  let address = '';
  return {
    get address() {
      return address;
    },
    async start() {
      refuseOpenDoor(options.settings.http);
      const { host, port } = options.settings.http;
      const app = await openAll(options, stops);
      try {
        address = await app.listen({ host, port });
      } catch (cause) {
        throw new TidewatchError(
          'settings_invalid',
          `http: cannot listen on ${host} port ${port}: ${reasonOf(cause)}`,
          { cause },
        );
      }
    },
    async stop() {
      const timeUp = AbortSignal.timeout(stopMsMax);
      for (const stop of stops.splice(0).toReversed()) await untilTimeUp(stop, timeUp);
    },
  };
}

function refuseOpenDoor({ host, allowWithoutLogin }: Settings['http']): void {
  if (isLoopback(host) || allowWithoutLogin) return;
  throw new TidewatchError(
    'settings_invalid',
    `http.host ${host} can be reached from other machines, and there is no login. Set http.allowWithoutLogin: true if that is wanted, or use 127.0.0.1.`,
  );
}

function reasonOf(cause: unknown): string {
  const { code } = (cause ?? {}) as { code?: unknown };
  if (code === 'EADDRINUSE') return 'another program listens there. Choose another port, or stop that one.';
  if (code === 'EACCES') return 'this user may not. Choose a port above 1023.';
  if (code === 'EADDRNOTAVAIL') return 'this machine has no such address.';
  return typeof code === 'string' ? code : 'unknown fault';
}

async function openAll(options: GatewayOptions, stops: (() => Promise<void> | void)[]): Promise<FastifyInstance> {
  const { log, store, clock, telemetry, settings } = options;
  await log.createTopics(tidewatchTopics(settings.processor.eventPartitions));
  const view = new LiveView({ log, store, clock, telemetry, liveCellsMax: settings.live.liveCellsMax });
  stops.push(() => view.stop());
  await view.start();
  const ledger = new IngestLedger(log, clock);
  const quarantine = new QuarantineList();
  const operations = new OperationsTail(log, [ledger, quarantine]);
  stops.push(() => operations.stop());
  await operations.start();
  const simulation = new SimulationWatch(view, clock, options.simulated ?? false);
  stops.push(() => simulation.stop());
  const pipeline = () =>
    view.pipeline({ simulated: simulation.simulated, quarantined: quarantine.documents, notices: [] });
  const firstData = new FirstData(view, view.store);
  const statesMax = settings.live.liveCellsMax;
  const rooms = new RoomSet(view, { log, clock, telemetry, firstData, statesMax, pipeline });
  stops.push(() => rooms.stop());
  const parts: GatewayParts = {
    log,
    clock,
    telemetry,
    view,
    firstData,
    statesMax,
    pipeline,
    access: resolveAccess,
    isHealthy: (metric) => quarantine.isHealthy(metric),
  };
  const check = callerCheck(settings.http.host, settings.http.origins);
  const app = await createApp(telemetry, check);
  stops.push(() => app.close());
  openEventsDoors(app, parts, (event) => simulation.see(event));
  openMetricsDoors(app, parts);
  openStateDoors(app, parts);
  openDeadLettersDoors(app, parts);
  openLedgerDoors(app, ledger);
  openDoor(app, '/openapi.json', { GET: { handler: async () => openApi() } });
  await serveDashboard(app, options.dashboardFolder);
  await app.ready();
  stops.push(
    attachSocket(app.server, {
      rooms,
      telemetry,
      access: resolveAccess,
      isAllowed: (headers) => check(headers) === null,
    }),
  );
  return app;
}

async function untilTimeUp(stop: () => Promise<void> | void, timeUp: AbortSignal): Promise<void> {
  const late = new Promise<void>((resolve) => {
    if (timeUp.aborted) resolve();
    timeUp.addEventListener('abort', () => resolve());
  });
  await Promise.race([Promise.resolve(stop()), late]);
}
