import type { StoreReads } from '../../../live/view/store-watch.ts';
import type { EventLog } from '../../../ports/event-log.ts';

/** What a replay reads. */
export interface ReplayParts {
  readonly log: Pick<EventLog, 'tail' | 'offsets' | 'committed'>;
  readonly store: StoreReads;
  /** The real clock, epoch ms. */
  readonly now: () => number;
}
