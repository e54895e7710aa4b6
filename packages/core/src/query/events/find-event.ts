import type { Access } from '@tidewatch/contract/access';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { EventsPage, IndexedEvent, StoreEventsQuery } from '../../ports/metric-store.ts';
import { eventKey, parseEventKey } from './event-key.ts';
import { eventMatcher } from './match-event.ts';

const pageEvents = 1_000;
/** Events of one millisecond that are looked at. */
const pagesMax = 20;

export interface EventPlaces {
  /** Newest events that the store may not have yet. */
  readonly recent: readonly IndexedEvent[];
  readonly search: (query: StoreEventsQuery, access: Access) => Promise<EventsPage>;
}

/**
 * The event of a key. Throws `unknown_event` for one that is not there (any more), was not indexed yet, or is not the caller's to see,
 * and `store_unavailable`.
 */
export async function findEvent(key: string, access: Access, { recent, search }: EventPlaces): Promise<IndexedEvent> {
  const parsed = parseEventKey(key);
  const isIt = ({ event }: IndexedEvent): boolean => event.time === parsed?.timeMs && eventKey(event) === key;
  const isAllowed = eventMatcher([], {}, access);
  const known = recent.findLast((candidate) => isIt(candidate) && isAllowed(candidate.event));
  if (known !== undefined) return known;
  const found = parsed === null ? null : await findAt(parsed.timeMs, isIt, (query) => search(query, access));
  if (found !== null) return found;
  throw new TidewatchError(
    'unknown_event',
    `there is no event ${JSON.stringify(key.slice(0, 60))}: it is older than events are kept, or arrived a moment ago`,
  );
}

async function findAt(
  timeMs: number,
  isIt: (event: IndexedEvent) => boolean,
  search: (query: StoreEventsQuery) => Promise<EventsPage>,
): Promise<IndexedEvent | null> {
  let after: string | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const query = { types: [], where: {}, fromMs: timeMs, toMs: timeMs + 1, after, limit: pageEvents };
    const { events, next }: EventsPage = await search(query);
    const found = events.find(isIt);
    if (found !== undefined || next === null) return found ?? null;
    after = next;
  }
  return null;
}
