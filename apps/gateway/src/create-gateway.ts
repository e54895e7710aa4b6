import type { Settings } from '@tidewatch/contract/settings';
import { TidewatchError } from '@tidewatch/contract/errors';
import { tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { CaseBook } from '@tidewatch/core/cases/case-book';
import { PresenceList } from '@tidewatch/core/cases/presence-list';
import { RoomSet } from '@tidewatch/core/live/rooms/room-set';
import { LiveView } from '@tidewatch/core/live/view/live-view';
import type { StoreReads } from '@tidewatch/core/live/view/store-watch';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { FirstData } from '@tidewatch/core/query/read/first-data';
import type { FastifyInstance } from 'fastify';
import { Alerting } from './alerts/alerting.ts';
import { openCasesDoors } from './operations/cases/open-cases-doors.ts';
import type { GatewayParts } from './doors/gateway-parts.ts';
import { openDeadLettersDoors } from './doors/open-dead-letters-doors.ts';
import { openExplainDoor } from './doors/open-explain-door.ts';
import { openEventsDoors } from './doors/open-events-doors.ts';
import { openLedgerDoors } from './doors/open-ledger-doors.ts';
import { openPipelineDoors, type Rebuild } from './operations/pipeline/open-pipeline-doors.ts';
import { openMetricsDoors } from './doors/open-metrics-doors.ts';
import { openStateDoors } from './doors/open-state-doors.ts';
import { SimulationWatch } from './doors/simulation-watch.ts';
import { callerCheck, type CallHeaders, isLoopback } from './http/allowed-callers.ts';
import { openDoor } from './http/door.ts';
import { createApp } from './http/create-app.ts';
import { listen } from './http/listen.ts';
import { resolveAccess } from './http/resolve-access.ts';
import { serveDashboard } from './http/serve-dashboard.ts';
import { IngestLedger } from './operations/ingest-ledger.ts';
import { OperationsTail } from './operations/operations-tail.ts';
import { QuarantineList } from './operations/quarantine-list.ts';
import { ReportList } from './operations/pipeline/report-list.ts';
import { UpcomingWatch } from './operations/pipeline/upcoming-watch.ts';
import { openApi } from './openapi/open-api.ts';
import { attachSocket } from './socket/attach-socket.ts';

const stopMsMax = 4_000;

export interface GatewayOptions {
  readonly log: EventLog;
  readonly store: StoreReads;
  readonly settings: Pick<Settings, 'http' | 'live' | 'processor' | 'publicUrl' | 'secretKey' | 'slack'>;
  readonly clock: Clock;
  /** With a method `metrics` its numbers are served at `/metrics`. */
  readonly telemetry: Telemetry;
  /** A view that has been started and that other roles of the process use too; unless given, the gateway keeps its own. */
  readonly view?: LiveView;
  /** Where the built page is; without it only the API is served. */
  readonly dashboardFolder?: string;
  /** Whether this process makes its events up itself. */
  readonly simulated?: boolean;
  /** What `POST /v1/rebuild` does; without it the door says that it cannot. */
  readonly rebuild?: Rebuild;
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
      const app = await openAll(options, stops);
      address = await listen(app, 'http', options.settings.http);
    },
    async stop() {
      const timeUp = AbortSignal.timeout(stopMsMax);
      for (const stop of stops.splice(0).toReversed()) await untilTimeUp(stop, timeUp);
    },
  };
}

/** Whoever comes by the public address may call. */
function originsOf({ http, publicUrl }: GatewayOptions['settings']): readonly string[] {
  return publicUrl === undefined ? http.origins : [...http.origins, new URL(publicUrl).origin];
}

function refuseOpenDoor({ host, allowWithoutLogin }: Settings['http']): void {
  if (isLoopback(host) || allowWithoutLogin) return;
  throw new TidewatchError(
    'settings_invalid',
    `http.host ${host} can be reached from other machines, and there is no login. Set http.allowWithoutLogin: true if that is wanted, or use 127.0.0.1.`,
  );
}

/** A view of the gateway's own. */
async function startView(options: GatewayOptions, stops: (() => Promise<void> | void)[]): Promise<LiveView> {
  const { log, store, clock, telemetry, settings } = options;
  const view = new LiveView({ log, store, clock, telemetry, liveCellsMax: settings.live.liveCellsMax });
  stops.push(() => view.stop());
  await view.start();
  return view;
}

/** What the doors lead to, in the order in which it has to start. */
async function startParts(options: GatewayOptions, stops: (() => Promise<void> | void)[]) {
  const { log, clock, telemetry, settings } = options;
  await log.createTopics(tidewatchTopics(settings.processor.eventPartitions));
  const view = options.view ?? (await startView(options, stops));
  const ledger = new IngestLedger(log, clock);
  const quarantine = new QuarantineList();
  const reports = new ReportList(log, clock);
  const people = { cases: new CaseBook(), presence: new PresenceList() };
  const alerting = new Alerting({ log, clock, telemetry, view });
  const operations = new OperationsTail(log, [
    ledger,
    quarantine,
    reports,
    people.cases,
    alerting.alerts,
    alerting.silences,
  ]);
  stops.push(() => alerting.stop());
  await alerting.start();
  stops.push(() => operations.stop());
  await operations.start();
  const simulation = new SimulationWatch(view, clock, options.simulated ?? false);
  stops.push(() => simulation.stop());
  const upcoming = new UpcomingWatch(log);
  stops.push(() => upcoming.stop());
  const pipeline = () =>
    view.pipeline({
      simulated: simulation.simulated,
      quarantined: quarantine.documents,
      notices: [],
      upcoming: upcoming.current,
      reports: reports.open,
    });
  const firstData = new FirstData(view, view.store);
  const statesMax = settings.live.liveCellsMax;
  const rooms = new RoomSet(view, {
    log,
    clock,
    telemetry,
    firstData,
    statesMax,
    pipeline,
    people,
    alerts: alerting.alerts.book,
  });
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
    caseOf: (key) => people.cases.of(key),
  };
  return { parts, rooms, people, alerting, reports, ledger, simulation };
}

async function openAll(options: GatewayOptions, stops: (() => Promise<void> | void)[]): Promise<FastifyInstance> {
  const { telemetry, settings } = options;
  const { parts, rooms, people, alerting, reports, ledger, simulation } = await startParts(options, stops);
  const check = callerCheck(settings.http.host, originsOf(settings));
  const app = await createApp(telemetry, check);
  stops.push(() => app.close());
  openEventsDoors(app, parts, (event) => simulation.see(event));
  openCasesDoors(app, parts, rooms, people.cases);
  openMetricsDoors(app, parts);
  await alerting.openDoors(app, parts, settings);
  openExplainDoor(app, parts);
  openStateDoors(app, parts);
  openPipelineDoors(app, parts, reports, options.rebuild);
  openDeadLettersDoors(app, parts);
  openLedgerDoors(app, ledger);
  openDoor(app, '/openapi.json', { GET: { handler: async () => openApi() } });
  await serveDashboard(app, options.dashboardFolder);
  await app.ready();
  const isAllowed = (headers: CallHeaders): boolean => check(headers) === null;
  stops.push(attachSocket(app.server, { ...parts, rooms, presence: people.presence, isAllowed }));
  return app;
}

async function untilTimeUp(stop: () => Promise<void> | void, timeUp: AbortSignal): Promise<void> {
  const late = new Promise<void>((resolve) => {
    if (timeUp.aborted) resolve();
    timeUp.addEventListener('abort', () => resolve());
  });
  await Promise.race([Promise.resolve(stop()), late]);
}
