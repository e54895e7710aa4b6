import type { EventItem } from '@tidewatch/contract/events';
import type { EventsPage, IndexedEvent } from '../../ports/metric-store.ts';

/** Events that the store hands over for one answer. */
const scannedMax = 20_000;
/** Events of one page of the store. */
const pageEventsMax = 4_000;

export interface EventScan {
  /** One page of the store's answer from a cursor; of events that hold `mention`, where the store can tell. */
  readonly page: (after: string | null, limit: number, mention: string | null) => Promise<EventsPage>;
  readonly counts: ((event: IndexedEvent['event']) => boolean) | null;
  readonly itemOf: (event: IndexedEvent) => EventItem;
  /** In lower case; null for any. */
  readonly find: string | null;
  readonly after: string | null;
  readonly limit: number;
  /** Says when the caller has waited long enough. */
  readonly isTimeUp: () => boolean;
}

/** Signs that numbers and times are written with: a store holds those in another form than people see. */
const numberSigns = /^[-0-9.:+tze]*$/;

export interface ScannedEvents {
  readonly events: readonly EventItem[];
  readonly next: string | null;
  readonly scanned: number;
}

/**
 * Looks through a store's events for what no store can be asked: a metric's own condition, and text in any field that the caller may
 * see. Ends at `limit` events, after 20,000 that the store handed over, or when the time is up; `next` goes on from there.
 */
export async function scanEvents(scan: EventScan): Promise<ScannedEvents> {
  const { page, counts, itemOf, find, limit, isTimeUp } = scan;
  const mention = find === null || numberSigns.test(find) ? null : find;
  const events: EventItem[] = [];
  let scanned = 0;
  let read = 0;
  let next = scan.after;
  // Every event counts as a rule, and then the first page is the answer. Where few do, larger pages find them sooner.
  let pageEvents = limit;
  do {
    const { events: found, next: end, scanned: looked = found.length } = await page(next, pageEvents, mention);
    const matches = matchesOf(found, (event) => {
      if (counts?.(event.event) === false) return null;
      const item = itemOf(event);
      return find === null || mentions(item, find) ? item : null;
    });
    const last = matches[limit - events.length - 1];
    if (matches.length > limit - events.length && last !== undefined) {
      // An answer ends where its cursor stands: behind the last event that it has room for.
      const cut = await page(next, last.at + 1, mention);
      events.push(...matches.slice(0, limit - events.length).map(({ item }) => item));
      return { events, next: cut.next, scanned: scanned + (cut.scanned ?? last.at + 1) };
    }
    events.push(...matches.map(({ item }) => item));
    scanned += looked;
    read += found.length;
    next = end;
    pageEvents = Math.min(pageEventsMax, pageEvents * 4);
  } while (next !== null && events.length < limit && read < scannedMax && !isTimeUp());
  return { events, next, scanned };
}

interface Match {
  /** Place in the page. */
  readonly at: number;
  readonly item: EventItem;
}

function matchesOf(found: readonly IndexedEvent[], match: (event: IndexedEvent) => EventItem | null): readonly Match[] {
  return found.flatMap((event, at) => {
    const item = match(event);
    return item === null ? [] : [{ at, item }];
  });
}

/** Whether a shown text of an event holds a text (lower case). Masked fields are null here: they cannot be guessed by searching. */
export function mentions({ id, subject, data }: EventItem, find: string): boolean {
  return [id, subject, ...Object.values(data)].some(
    (value) => value !== null && String(value).toLowerCase().includes(find),
  );
}
