import type { Subscription } from 'rxjs';
import type { Access } from '@tidewatch/contract/access';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { TidewatchError } from '@tidewatch/contract/errors';
import { eventTimeMsMin, futureMsMax, type EventItem } from '@tidewatch/contract/events';
import type { LiveSnapshot } from '@tidewatch/contract/socket';
import { eventItems } from '../../../query/events/event-item.ts';
import { eventMatcher } from '../../../query/events/match-event.ts';
import { planEventSearch, type EventSearch } from '../../../query/events/metric-events.ts';
import type { EventsPage, IndexedEvent } from '../../../ports/metric-store.ts';
import type { StoreReads } from '../../view/store-watch.ts';
import type { EventFeed } from './event-feed.ts';
import type { Room, RoomMessage } from '../room.ts';

const limitMax = 1_000;
/** Pages of the store that are read for the first events of a room. */
const pagesMax = 10;

export interface EventsRoomParts {
  readonly feed: EventFeed;
  readonly store: StoreReads;
  readonly catalog: () => Catalog | null;
  readonly asOf: () => number | null;
  readonly now: () => number;
}

export interface EventsRoomQuery {
  /** Only the events that this metric counts. */
  readonly metric?: string;
  readonly type: readonly string[];
  readonly where: readonly string[];
  readonly limit: number;
}

/** The newest events of some types: what the store found, then what the log brings, each (source, id) once. */
export class EventsRoom implements Room {
  readonly #query: EventsRoomQuery;
  readonly #access: Access;
  readonly #parts: EventsRoomParts;
  #shown: readonly EventItem[] = [];
  #seen = new Set<string>();
  #fresh: EventItem[] = [];
  #feed: Subscription | null = null;

  constructor(query: EventsRoomQuery, access: Access, parts: EventsRoomParts) {
    this.#query = { ...query, limit: Math.min(query.limit, limitMax) };
    this.#access = access;
    this.#parts = parts;
  }

  get asOf(): number | null {
    return this.#parts.asOf();
  }

  async open(): Promise<void> {
    const catalog = this.#parts.catalog();
    if (catalog === null)
      throw new TidewatchError('starting', 'there are no definitions yet; ask again in a second', { retry: true });
    const plan = planEventSearch(this.#query, catalog, this.#access);
    if (plan === null) return;
    const matches = eventMatcher(plan.types, plan.where, this.#access);
    const itemOf = eventItems(catalog, this.#access);
    await this.#parts.feed.start(catalog);
    const take = (events: readonly IndexedEvent[]): void => {
      for (const event of events)
        if (matches(event.event) && plan.counts?.(event.event) !== false) this.#add(itemOf(event));
    };
    const stored = await this.#stored(plan);
    take(stored);
    take(this.#parts.feed.kept);
    this.#feed = this.#parts.feed.events.subscribe(take);
    this.#show(this.#fresh.splice(0));
  }

  snapshot(): LiveSnapshot {
    return { kind: 'events', events: this.#shown };
  }

  next(): RoomMessage | null {
    if (this.#fresh.length === 0) return null;
    const events = newestFirst(this.#fresh.splice(0)).slice(0, this.#query.limit);
    this.#show(events);
    return { changes: { kind: 'events', events } };
  }

  close(): void {
    this.#feed?.unsubscribe();
  }

  async #stored({ types, where }: EventSearch): Promise<readonly IndexedEvent[]> {
    try {
      const found: IndexedEvent[] = [];
      const range = { fromMs: eventTimeMsMin, toMs: this.#parts.now() + 2 * futureMsMax };
      // Where few events match, a page may end before it is full.
      for (let page = 0, after: string | null = null; page < pagesMax; page++) {
        const query = { types, where, ...range, after, limit: this.#query.limit - found.length };
        const { events, next }: EventsPage = await this.#parts.store.searchEvents(query, this.#access);
        found.push(...events);
        if (next === null || found.length >= this.#query.limit) break;
        after = next;
      }
      return found;
    } catch (error) {
      // Without the store the feed begins with what the log brings.
      if (error instanceof TidewatchError && error.code === 'store_unavailable') return [];
      throw error;
    }
  }

  #add(item: EventItem): void {
    const key = JSON.stringify([item.source, item.id]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#fresh.push(item);
  }

  #show(events: readonly EventItem[]): void {
    this.#shown = newestFirst([...events, ...this.#shown]).slice(0, this.#query.limit);
    if (this.#seen.size > this.#query.limit * 20 + 1_000) {
      this.#seen = new Set(this.#shown.map(({ source, id }) => JSON.stringify([source, id])));
    }
  }
}

function newestFirst(events: readonly EventItem[]): EventItem[] {
  return events.toSorted((left, right) =>
    left.time === right.time ? right.offset - left.offset : left.time < right.time ? 1 : -1,
  );
}
