import type { Point, SeriesAnswer, SeriesQueryInput } from './queries.ts';
import type { EventItem } from './events.ts';
import type { AlertsAnswer } from './alerts.ts';
import type { Problem } from './errors.ts';
import type { Report } from './operations/reports.ts';
import type { CaseAnswer, CaseRow, CasesAnswer, CaseShow, CaseSummary, Looking, Person } from './operations/cases.ts';

/**
 * Messages of the socket.io namespace `/live`.
 * Connect and reconnect are the same path: `subscribe`, take the snapshot, then apply updates whose `seq` is exactly one higher.
 * An update that carries `snapshot` replaces everything: the groups shown are others now, or the socket was slow and updates were
 * skipped (then its `seq` may be higher). One with neither `changes` nor `snapshot` moves `asOf` only.
 */
export const liveNamespace = '/live';

export type LiveQuery =
  | ({ readonly kind: 'series' } & SeriesQueryInput)
  | {
      readonly kind: 'events';
      /** Only the events that this metric counts. */
      readonly metric?: string;
      readonly type: readonly string[];
      readonly where?: readonly string[];
      readonly limit?: number;
    }
  | CasesQuery
  /** One event and what people did about it; `key` is `EventItem.key`. */
  | { readonly kind: 'case'; readonly key: string }
  /** Cases of any event as they change, newest change first. */
  | { readonly kind: 'case-changes' }
  | { readonly kind: 'presence' }
  | AlertsQuery
  | { readonly kind: 'pipeline' };

/** What can be watched. `docs/reference.md` lists them. */
export const liveQueryKinds = {
  series: 'A metric, with the parameters of `GET /v1/metrics/{name}/series` and `metric`.',
  events: 'The newest events of `type`, of `metric` if given, that pass `where`.',
  cases: 'A part of the queue, as in `GET /v1/cases`.',
  case: 'One event by its `key`, and what people did about it.',
  'case-changes': 'Cases of any event as they change.',
  presence: 'Who is looking at which event.',
  alerts: 'Alerts, as in `GET /v1/alerts`.',
  pipeline: 'State of the pipeline, as in `GET /v1/pipeline`.',
} as const satisfies Record<LiveQuery['kind'], string>;

/** The queue of events that somebody should look after. */
export interface CasesQuery {
  readonly kind: 'cases';
  /** Empty or absent: every type with `cases` in the catalog. */
  readonly type?: readonly string[];
  readonly where?: readonly string[];
  readonly show?: CaseShow;
  /** Only what this person (an id) has, or has ended. */
  readonly person?: string;
  /** Zone in which today begins. */
  readonly tz?: string;
  readonly limit?: number;
}

/** Alerts, as in `GET /v1/alerts`. Lists are alternatives; absent or empty: all. */
export interface AlertsQuery {
  readonly kind: 'alerts';
  readonly state?: readonly ('pending' | 'firing' | 'resolved')[];
  readonly rule?: readonly string[];
  /** `label:value`. */
  readonly label?: readonly string[];
  readonly limit?: number;
}

export interface SeriesSnapshot {
  readonly kind: 'series';
  readonly answer: SeriesAnswer;
}
/** Newest first. */
export interface EventsSnapshot {
  readonly kind: 'events';
  readonly events: readonly EventItem[];
}
export interface PipelineSnapshot {
  readonly kind: 'pipeline';
  readonly pipeline: PipelineAnswer;
}
export interface CasesSnapshot extends CasesAnswer {
  readonly kind: 'cases';
}
export interface CaseSnapshot extends CaseAnswer {
  readonly kind: 'case';
}
export interface CaseChangesSnapshot {
  readonly kind: 'case-changes';
  readonly cases: readonly CaseSummary[];
}
export interface PresenceSnapshot {
  readonly kind: 'presence';
  readonly looking: readonly Looking[];
}
export interface AlertsSnapshot {
  readonly kind: 'alerts';
  readonly answer: AlertsAnswer;
}
export type LiveSnapshot =
  | SeriesSnapshot
  | EventsSnapshot
  | PipelineSnapshot
  | CasesSnapshot
  | CaseSnapshot
  | CaseChangesSnapshot
  | PresenceSnapshot
  | AlertsSnapshot;

export interface SeriesChange {
  readonly group: Readonly<Record<string, string>>;
  /** Points that changed, replacing those of the same time. */
  readonly points: readonly Point[];
  readonly total: number | null;
  /** True for a series of `compare`. */
  readonly compare?: boolean;
}

export type LiveChanges =
  | {
      readonly kind: 'series';
      readonly series: readonly SeriesChange[];
      readonly history: 'available' | 'unavailable';
      /** Bounds of the range now, epoch ms, when it has slid: points before `from` (before `compareFrom` in `compare`) are gone. */
      readonly from?: number;
      readonly to?: number;
      readonly compareFrom?: number;
    }
  | { readonly kind: 'events'; readonly events: readonly EventItem[] }
  | {
      readonly kind: 'cases';
      /** Rows that are new or changed, replacing those of the same event. The order of rows is that of `CaseShow`. */
      readonly rows: readonly CaseRow[];
      /** Keys of events that left this part of the queue. */
      readonly gone: readonly string[];
      readonly counts: CasesAnswer['counts'];
      readonly truncated: boolean;
      readonly history: CasesAnswer['history'];
    }
  | ({ readonly kind: 'case' } & CaseAnswer)
  | { readonly kind: 'case-changes'; readonly cases: readonly CaseSummary[] }
  | { readonly kind: 'presence'; readonly looking: readonly Looking[] }
  /** The whole answer: lists of alerts are short. */
  | { readonly kind: 'alerts'; readonly answer: AlertsAnswer }
  | { readonly kind: 'pipeline'; readonly pipeline: PipelineAnswer };

export type SubscribeAck =
  | { readonly room: string; readonly seq: number; readonly asOf: number | null; readonly snapshot: LiveSnapshot }
  | { readonly error: Problem };

export interface LiveUpdate {
  readonly room: string;
  readonly seq: number;
  readonly asOf: number | null;
  /** Server clock, epoch ms. */
  readonly sentAt: number;
  readonly changes?: LiveChanges;
  /** Instead of `changes` when the groups shown are others now, or updates were skipped for this socket. */
  readonly snapshot?: LiveSnapshot;
}

export interface ClientToServer {
  subscribe(request: { query: LiveQuery }, ack: (answer: SubscribeAck) => void): void;
  unsubscribe(request: { room: string }): void;
  /** Which event is open on this screen, null for none. Forgotten when the socket goes. */
  look(request: { key: string | null; person: Person }): void;
}
export interface ServerToClient {
  update(message: LiveUpdate): void;
}

/** The messages of the namespace. `docs/reference.md` lists them. */
export const liveMessages = {
  subscribe:
    'To the server: `{query}`. It acknowledges with `{room, seq, asOf, snapshot}`, or `{error}`, a problem as in HTTP.',
  unsubscribe: 'To the server: `{room}`.',
  look: 'To the server: `{key, person}`, which event is open on this screen; null for none.',
  update:
    'From the server: `{room, seq, asOf, sentAt}` with `changes` or `snapshot`; with neither only the time has moved on. `seq` counts by one; after a gap without `snapshot` subscribe again.',
} as const satisfies Record<keyof ClientToServer | keyof ServerToClient, string>;

/** State of one input partition as its owner last reported it. Times are epoch milliseconds. */
export interface PartitionStatus {
  readonly topic: string;
  readonly partition: number;
  readonly generation: number;
  readonly slice: number;
  readonly through: number;
  readonly end: number;
  readonly lagRecords: number;
  readonly ratePerSecond: number;
  readonly asOf: number;
  readonly read: number;
  readonly duplicates: number;
  readonly late: number;
  readonly deadLetters: number;
  /** Records that the log no longer held; null once somebody has acknowledged it. */
  readonly gap: { readonly from: number; readonly below: number } | null;
}

/** A generation that is being folded and not in force yet. Offsets, summed over all input partitions. */
export interface UpcomingGeneration {
  readonly generation: number;
  readonly done: number;
  readonly total: number;
}

/** A report that nobody has acknowledged yet. */
export interface PipelineReport {
  readonly id: string;
  readonly code: Report['code'];
  readonly text: string;
  readonly at: number;
}

/** Answer of `GET /v1/pipeline`. */
export interface PipelineAnswer {
  readonly now: number;
  readonly generation: number | null;
  readonly upcoming: UpcomingGeneration | null;
  readonly asOf: number | null;
  readonly state: 'live' | 'lagging' | 'stopped' | 'starting';
  readonly simulated: boolean;
  readonly history: 'available' | 'unavailable';
  readonly partitions: readonly PartitionStatus[];
  readonly indexer: { readonly lagRecords: number; readonly quarantined: number } | null;
  readonly notices: readonly string[];
  /** Oldest first; `POST /v1/pipeline/reports/{id}/acknowledge` takes one away. */
  readonly reports: readonly PipelineReport[];
}
