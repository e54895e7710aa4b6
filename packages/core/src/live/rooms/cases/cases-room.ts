import type { Subscription } from 'rxjs';
import type { Access } from '@tidewatch/contract/access';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { TidewatchError } from '@tidewatch/contract/errors';
import { futureMsMax, type EventItem } from '@tidewatch/contract/events';
import type { CasesAnswer, CaseShow } from '@tidewatch/contract/operations/cases';
import type { LiveSnapshot } from '@tidewatch/contract/socket';
import type { CaseBook } from '../../../cases/case-book.ts';
import { CaseQueue } from '../../../cases/case-queue.ts';
import { caseTerms } from '../../../cases/case-terms.ts';
import { canonicalJson } from '../../../hashing/canonical-json.ts';
import type { IndexedEvent } from '../../../ports/metric-store.ts';
import { eventItems } from '../../../query/events/event-item.ts';
import { eventMatcher } from '../../../query/events/match-event.ts';
import { planEvents } from '../../../query/events/plan-events.ts';
import { parseTime } from '../../../query/time/parse-time.ts';
import { zoneOf, type Zone } from '../../../query/time/zone.ts';
import type { EventsRoomParts } from '../events/events-room.ts';
import type { Room, RoomMessage } from '../room.ts';
import { changesOf } from './row-changes.ts';
import { loadEvents } from './load-events.ts';

const readEveryMs = 1_000;
/** The store is asked again for this much, in case the feed had to skip. */
const lookBackMs = 15 * 60_000;
const loadEveryMs = 30_000;
/** What was counted since midnight, too. */
const dayMs = 24 * 3_600_000;

/** A queue's query after its check. */
export interface CasesRoomQuery {
  readonly type: readonly string[];
  readonly where: readonly string[];
  readonly show: CaseShow;
  readonly person: string | null;
  readonly tz: string;
  readonly limit: number;
}

export interface CasesRoomParts extends EventsRoomParts {
  readonly book: CaseBook;
}

/** The events that somebody should look after: what the store found, then what the log brings, with what people do about them. */
export class CasesRoom implements Room {
  readonly #query: CasesRoomQuery;
  readonly #access: Access;
  readonly #parts: CasesRoomParts;
  #queue: CaseQueue;
  #load: (fromMs: number) => Promise<boolean> = async () => true;
  #zone: Zone | null = null;
  #subscriptions: Subscription[] = [];
  #untilMs = 0;
  #answer: CasesAnswer | null = null;
  #changed = false;
  #readAt = Number.NEGATIVE_INFINITY;
  #loadedAt = Number.NEGATIVE_INFINITY;
  #isLoaded = false;
  #isLoading = false;

  constructor(query: CasesRoomQuery, access: Access, parts: CasesRoomParts) {
    this.#query = query;
    this.#access = access;
    this.#parts = parts;
    this.#queue = new CaseQueue(new Map(), parts.book);
  }

  get asOf(): number | null {
    return this.#parts.asOf();
  }

  async open(): Promise<void> {
    const { feed, book, store, now } = this.#parts;
    const catalog = this.#catalog();
    this.#zone = zoneOf(this.#query.tz);
    if (this.#zone === null)
      throw new TidewatchError('invalid_parameter', `tz=${JSON.stringify(this.#query.tz)} is no time zone`);
    const terms = caseTerms(catalog, this.#query.type);
    const types = [...terms.keys()];
    this.#queue = new CaseQueue(terms, book);
    this.#untilMs = Math.max(0, ...[...terms.values()].map(({ untilMs }) => untilMs));
    const plan = planEvents(
      this.#query.type.length === 0 ? types : this.#query.type,
      this.#query.where,
      catalog,
      this.#access,
    );
    const matches = eventMatcher(types, plan.where, this.#access);
    const itemOf = eventItems(catalog, this.#access);
    const take = (events: readonly IndexedEvent[]): void => {
      const items = events.filter(({ event }) => matches(event)).map(itemOf);
      if (this.#queue.add(items)) this.#changed = true;
    };
    this.#load = async (fromMs) =>
      types.length === 0 ||
      loadEvents({ ...plan, types, fromMs, toMs: now() + 2 * futureMsMax }, this.#access, store, take);
    if (types.length > 0) {
      await feed.start(catalog);
      this.#subscriptions.push(feed.events.subscribe(take));
      take(feed.kept);
    }
    await this.#loadAll();
    this.#subscriptions.push(book.changes.subscribe(({ key }) => (this.#changed ||= this.#queue.has(key))));
    this.#answer = this.#read();
  }

  /** The queue now; the next message goes on from the last one all the same. */
  current(): CasesAnswer {
    return this.#read();
  }

  /** An event of the queue, for a caller with the same rights. */
  item(key: string, access: Access): EventItem | null {
    return canonicalJson(access) === canonicalJson(this.#access) ? this.#queue.item(key) : null;
  }

  snapshot(): LiveSnapshot {
    if (this.#answer === null) throw new Error('a queue was read before it was open');
    return { kind: 'cases', ...this.#answer };
  }

  next(now: number): RoomMessage | null {
    if (!this.#isLoading && now - this.#loadedAt >= loadEveryMs) this.#loadAll().catch(() => this.#lost());
    // Cases become overdue and leave without anybody doing anything.
    if (!this.#changed && now - this.#readAt < readEveryMs) return null;
    this.#changed = false;
    this.#readAt = now;
    const before = this.#answer;
    this.#answer = this.#read();
    const changes = changesOf(before, this.#answer);
    return changes === null ? null : { changes };
  }

  close(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
  }

  #catalog(): Catalog {
    const catalog = this.#parts.catalog();
    if (catalog !== null) return catalog;
    throw new TidewatchError('starting', 'there are no definitions yet; ask again in a second', { retry: true });
  }

  /** Everything the first time, later the newest. */
  async #loadAll(): Promise<void> {
    this.#isLoading = true;
    const now = this.#parts.now();
    this.#loadedAt = now;
    try {
      const done = await this.#load(now - (this.#isLoaded ? lookBackMs : Math.max(this.#untilMs, dayMs)));
      if (done !== this.#isLoaded) this.#changed = true;
      this.#isLoaded = done;
    } finally {
      this.#isLoading = false;
    }
  }

  /** A question that the store refused: the room says so, and asks again at the next turn. */
  #lost(): void {
    this.#isLoaded = false;
    this.#changed = true;
  }

  #read(): CasesAnswer {
    const now = this.#parts.now();
    const todayMs = (this.#zone && parseTime('now/d', now, this.#zone, 'start')?.at) ?? now;
    const history = this.#isLoaded ? 'available' : 'unavailable';
    return { ...this.#queue.read(this.#query, now, todayMs), history };
  }
}
