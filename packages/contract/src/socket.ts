import type { Point, SeriesAnswer, SeriesQueryInput } from './queries.ts';
import type { EventItem } from './events.ts';
import type { Problem } from './errors.ts';

/**
 * Messages of the socket.io namespace `/live`.
 * Connect and reconnect are the same path: `subscribe`, take the snapshot, then apply updates whose `seq` is exactly one higher.
 * An update with a higher seq that carries `snapshot` replaces everything (the server skipped updates for a slow socket).
 */
export const liveNamespace = '/live';

export type LiveQuery =
  | ({ readonly kind: 'series' } & SeriesQueryInput)
  | {
      readonly kind: 'events';
      readonly type: readonly string[];
      readonly where?: readonly string[];
      readonly limit?: number;
    }
  | { readonly kind: 'pipeline' };

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
export type LiveSnapshot = SeriesSnapshot | EventsSnapshot | PipelineSnapshot;

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
  /** Instead of `changes` when updates were skipped for this socket. */
  readonly snapshot?: LiveSnapshot;
}

export interface ClientToServer {
  subscribe(request: { query: LiveQuery }, ack: (answer: SubscribeAck) => void): void;
  unsubscribe(request: { room: string }): void;
}
export interface ServerToClient {
  update(message: LiveUpdate): void;
}

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
  readonly gap: { readonly from: number; readonly below: number } | null;
}

/** Answer of `GET /v1/pipeline`. */
export interface PipelineAnswer {
  readonly now: number;
  readonly generation: number | null;
  readonly asOf: number | null;
  readonly state: 'live' | 'lagging' | 'stopped' | 'starting';
  readonly simulated: boolean;
  readonly history: 'available' | 'unavailable';
  readonly partitions: readonly PartitionStatus[];
  readonly indexer: { readonly lagRecords: number; readonly quarantined: number } | null;
  readonly notices: readonly string[];
}
