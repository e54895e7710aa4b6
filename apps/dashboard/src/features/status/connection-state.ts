import type { PipelineAnswer } from '@tidewatch/contract/socket';
import { lateFromMs } from '../../shared/freshness/freshness.ts';
import type { Connection } from '../../shared/live/live-client.ts';

/** The state of the whole page, as the status bar says it. */
export type PageState = 'live' | 'lagging' | 'reconnecting' | 'connecting' | 'paused' | 'starting' | 'stopped';

export interface PageStateInput {
  readonly paused: boolean;
  readonly connection: Connection['state'];
  readonly pipeline: PipelineAnswer | null;
  readonly asOf: number | null;
  readonly nowMs: number;
}

/** What the reader must know first comes first: paused, then the connection, then the pipeline, then its age. */
export const pageState = ({ paused, connection, pipeline, asOf, nowMs }: PageStateInput): PageState => {
  if (paused) return 'paused';
  if (connection === 'lost') return 'reconnecting';
  if (connection === 'connecting' || pipeline === null) return 'connecting';
  if (pipeline.state === 'stopped' || pipeline.state === 'starting') return pipeline.state;
  if (asOf !== null && nowMs - asOf >= lateFromMs) return 'lagging';
  return 'live';
};

export type StateTone = 'good' | 'warn' | 'bad' | 'ring' | 'bars';

/** The mark beside the word: each state has its own shape, so that colour is never alone. */
export const stateTones: Readonly<Record<PageState, StateTone>> = {
  live: 'good',
  lagging: 'warn',
  reconnecting: 'ring',
  connecting: 'ring',
  starting: 'ring',
  stopped: 'bad',
  paused: 'bars',
};
