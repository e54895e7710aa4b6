import type { Access } from '@tidewatch/contract/access';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { EventsPage, IndexedEvent, StoreEventsQuery } from '../../../ports/metric-store.ts';
import type { StoreReads } from '../../view/store-watch.ts';

const pageEvents = 1_000;
const pagesMax = 25;

/** Reads the newest events of a query, page by page. False when the store does not answer. */
export async function loadEvents(
  query: Omit<StoreEventsQuery, 'after' | 'limit'>,
  access: Access,
  store: StoreReads,
  take: (events: readonly IndexedEvent[]) => void,
): Promise<boolean> {
  try {
    for (let page = 0, after: string | null = null; page < pagesMax; page++) {
      const { events, next }: EventsPage = await store.searchEvents({ ...query, after, limit: pageEvents }, access);
      take(events);
      if (next === null) break;
      after = next;
    }
    return true;
  } catch (error) {
    if (error instanceof TidewatchError && error.code === 'store_unavailable') return false;
    throw error;
  }
}
