import type { Problem } from '@tidewatch/contract/errors';
import type { LiveQuery, LiveSnapshot } from '@tidewatch/contract/socket';

/**
 * waiting: asked, no answer yet · live: in step with the server · interrupted: the connection was lost, old data stays ·
 * refused: the server answered with a problem.
 */
export type LiveState = 'waiting' | 'live' | 'interrupted' | 'refused';

/** What a screen sees of one subscription. `snapshot` stays when the connection goes. Times are epoch ms of the server's clock. */
export interface LiveView<Snapshot extends LiveSnapshot = LiveSnapshot> {
  readonly state: LiveState;
  readonly snapshot: Snapshot | null;
  readonly asOf: number | null;
  readonly interruptedAt: number | null;
  readonly problem: Problem | null;
}

export type SnapshotOf<Query extends LiveQuery> = Extract<LiveSnapshot, { kind: Query['kind'] }>;

export const emptyView: LiveView<never> = {
  state: 'waiting',
  snapshot: null,
  asOf: null,
  interruptedAt: null,
  problem: null,
};
