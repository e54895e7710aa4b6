import { asyncScheduler, interval, Subject, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import type { Access } from '@tidewatch/contract/access';
import type { SeriesQuery } from '@tidewatch/contract/queries';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { EventItem } from '@tidewatch/contract/events';
import type { CasesAnswer } from '@tidewatch/contract/operations/cases';
import type { LiveUpdate, PipelineAnswer } from '@tidewatch/contract/socket';
import { AlertBook, type AlertsFilter } from '../../alerting/book/alert-book.ts';
import { CaseBook } from '../../cases/case-book.ts';
import { PresenceList } from '../../cases/presence-list.ts';
import { canonicalJson } from '../../hashing/canonical-json.ts';
import { sha256 } from '../../hashing/sha256.ts';
import { normaliseQuery } from '../../query/plan/normalise-query.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { FirstData } from '../../query/read/first-data.ts';
import type { LiveChange, LiveView } from '../view/live-view.ts';
import { eventItems } from '../../query/events/event-item.ts';
import { findEvent } from '../../query/events/find-event.ts';
import { AlertsRoom } from './alerts-room.ts';
import { CaseChangesRoom } from './cases/case-changes-room.ts';
import { CaseRoom } from './cases/case-room.ts';
import { CasesRoom, type CasesRoomQuery } from './cases/cases-room.ts';
import { PresenceRoom } from './cases/presence-room.ts';
import { EventFeed } from './events/event-feed.ts';
import { EventsRoom, type EventsRoomQuery } from './events/events-room.ts';
import { OpenRoom, type RoomStart } from './open-room.ts';
import { PipelineRoom } from './pipeline-room.ts';
import { ReadQueue } from './read-queue.ts';
import type { Room } from './room.ts';
import { SeriesRoom } from './series/series-room.ts';

const publishEveryMs = 200;
/** Two publications may follow each other as closely as this, so that one which was late does not delay all later ones. */
const publishApartMs = 100;
/** Frames of one tick come within this time. */
const gatherMs = 20;
const dropAfterMs = 60_000;
const readsMax = 2;

/** A live query after its check against the contract. */
export type RoomQuery =
  | { readonly kind: 'series'; readonly query: SeriesQuery }
  | { readonly kind: 'events'; readonly query: EventsRoomQuery }
  | { readonly kind: 'cases'; readonly query: CasesRoomQuery }
  | { readonly kind: 'case'; readonly key: string }
  | { readonly kind: 'case-changes' }
  | { readonly kind: 'presence' }
  | { readonly kind: 'alerts'; readonly filter: AlertsFilter }
  | { readonly kind: 'pipeline' };

export interface RoomSetOptions {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly firstData: FirstData;
  readonly statesMax: number;
  readonly allStatesMax?: number;
  readonly pipeline: () => PipelineAnswer;
  /** What people do. Absent: nobody does anything. */
  readonly people?: { readonly cases: CaseBook; readonly presence: PresenceList };
  /** Absent: there are no alerts. */
  readonly alerts?: AlertBook;
  readonly scheduler?: SchedulerLike;
}

/** All queries that are watched: one room for equal queries of callers with equal rights. */
export class RoomSet {
  readonly #view: LiveView;
  readonly #options: RoomSetOptions;
  readonly #rooms = new Map<string, OpenRoom>();
  readonly #feed: EventFeed;
  readonly #people: NonNullable<RoomSetOptions['people']>;
  readonly #reads = new ReadQueue(readsMax);
  readonly #updates = new Subject<LiveUpdate>();
  readonly #subscriptions = new Subscription();
  readonly #scheduler: SchedulerLike;
  /** When the last publication for a change was, and the one before it. */
  #published: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  #publication: Subscription | null = null;

  constructor(view: LiveView, options: RoomSetOptions) {
    this.#view = view;
    this.#options = options;
    this.#feed = new EventFeed(options.log, options.telemetry);
    this.#people = options.people ?? { cases: new CaseBook(), presence: new PresenceList() };
    this.#subscriptions.add(view.changes.subscribe((change) => this.#follow(change)));
    this.#scheduler = options.scheduler ?? asyncScheduler;
    // What moves without a change of the view: as-of, the event feed, cases.
    this.#subscriptions.add(interval(publishEveryMs, this.#scheduler).subscribe(() => this.#publishUnlessJust()));
  }

  /** Messages of all rooms, soon after each change of the view, about five times a second at most. */
  get updates(): Observable<LiveUpdate> {
    return this.#updates;
  }

  get size(): number {
    return this.#rooms.size;
  }

  /**
   * Joins the room of a query. `begin` is called at once with the snapshot, in the same turn in which the subscriber joins: the next
   * message has the next number. Rejects with a problem code when the query cannot be answered.
   */
  async join(query: RoomQuery, access: Access, begin: (start: RoomStart) => void): Promise<void> {
    const room = this.#roomOf(query, access);
    room.join();
    try {
      await room.opened;
    } catch (error) {
      this.#rooms.delete(room.key);
      throw error;
    }
    begin(room.start());
  }

  /** A queue of cases as it is now, newer than the room's last message. Rejects as `join` does. */
  async cases(query: CasesRoomQuery, access: Access): Promise<CasesAnswer> {
    const { key, room } = this.#roomOf({ kind: 'cases', query }, access);
    await this.join({ kind: 'cases', query }, access, () => this.leave(key));
    return (room as CasesRoom).current();
  }

  /**
   * One event by its key, also one that the store does not have yet, and one of an open queue while the store is away. Throws
   * `unknown_event`, `store_unavailable`, `starting`.
   */
  async find(key: string, access: Access): Promise<EventItem> {
    for (const { room } of this.#rooms.values()) {
      const item = room instanceof CasesRoom ? room.item(key, access) : null;
      if (item !== null) return item;
    }
    const { catalog, store } = this.#view;
    if (catalog === null)
      throw new TidewatchError('starting', 'there are no definitions yet; ask again in a second', { retry: true });
    const search = store.searchEvents.bind(store);
    return eventItems(catalog, access)(await findEvent(key, access, { recent: this.#feed.kept, search }));
  }

  leave(key: string): void {
    this.#rooms.get(key)?.leave(this.#options.clock.now());
  }

  /** Everything up to the room's last message; null when the room is gone. */
  snapshot(key: string): RoomStart | null {
    return this.#rooms.get(key)?.start() ?? null;
  }

  stop(): void {
    this.#subscriptions.unsubscribe();
    this.#publication?.unsubscribe();
    this.#feed.stop();
    for (const { room } of this.#rooms.values()) room.close();
    this.#rooms.clear();
    this.#updates.complete();
  }

  #roomOf(asked: RoomQuery, access: Access): OpenRoom {
    const query = asked.kind === 'series' ? { ...asked, query: normaliseQuery(asked.query) } : asked;
    const key = sha256(canonicalJson({ query, access })).slice(0, 32);
    let room = this.#rooms.get(key);
    if (room === undefined) {
      room = new OpenRoom(key, this.#make(query, access), this.#options.clock.now());
      this.#rooms.set(key, room);
    }
    return room;
  }

  #make(query: RoomQuery, access: Access): Room {
    const { clock, telemetry, firstData, statesMax, allStatesMax, pipeline } = this.#options;
    const view = this.#view;
    if (query.kind === 'pipeline') return new PipelineRoom(pipeline);
    const { cases, presence } = this.#people;
    if (query.kind === 'presence') return new PresenceRoom(presence);
    if (query.kind === 'alerts') return new AlertsRoom(this.#options.alerts ?? new AlertBook(), query.filter);
    if (query.kind === 'case-changes') return new CaseChangesRoom(cases, access);
    if (query.kind === 'case') return new CaseRoom(query.key, cases, (key) => this.find(key, access));
    const ofEvents = {
      feed: this.#feed,
      store: view.store,
      catalog: () => view.catalog,
      asOf: () => view.asOf,
      now: () => clock.now(),
    };
    if (query.kind === 'events') return new EventsRoom(query.query, access, ofEvents);
    if (query.kind === 'cases') return new CasesRoom(query.query, access, { ...ofEvents, book: cases });
    return new SeriesRoom(query.query, access, {
      source: view,
      store: view.store,
      firstData,
      statesMax,
      ...(allStatesMax === undefined ? {} : { allStatesMax }),
      now: () => clock.now(),
      queue: this.#reads.run,
      warn: (message) => telemetry.log('warn', `a live query of ${query.query.metric}: ${message}`),
    });
  }

  #follow(change: LiveChange): void {
    this.#publishSoon();
    const rooms = [...this.#rooms.values()].flatMap(({ room }) => (room instanceof SeriesRoom ? [room] : []));
    if (change.kind === 'moved') for (const room of rooms) room.moved(change.slices);
    else if (change.kind === 'dropping') for (const room of rooms) room.dropping(change.slices, change.to);
    else if (change.kind === 'regained') for (const room of rooms) room.regained();
    else if (change.kind === 'booted') for (const room of rooms) room.rebooted();
    else {
      const byMetric = new Map<string, SeriesRoom[]>();
      for (const room of rooms)
        for (const metric of room.metrics) byMetric.set(metric, [...(byMetric.get(metric) ?? []), room]);
      for (const touched of change.windows)
        for (const room of byMetric.get(touched.metric) ?? []) room.touched(touched);
    }
  }

  /** In step with the ticks of the processor: a rhythm of its own would add half an interval to each change. */
  #publishSoon(): void {
    if (this.#publication !== null) return;
    const now = this.#scheduler.now();
    const [last, before] = this.#published;
    const dueAt = Math.max(now + gatherMs, last + publishApartMs, before + 2 * publishEveryMs);
    this.#publication = this.#scheduler.schedule(() => {
      this.#publication = null;
      this.#published = [this.#scheduler.now(), last];
      this.#publish();
    }, dueAt - now);
  }

  #publishUnlessJust(): void {
    if (this.#scheduler.now() - this.#published[0] > publishEveryMs + publishApartMs) this.#publish();
  }

  #publish(): void {
    const now = this.#options.clock.now();
    for (const [key, room] of this.#rooms) {
      if (room.isIdle(now, dropAfterMs)) {
        room.room.close();
        this.#rooms.delete(key);
        continue;
      }
      const update = room.next(now);
      if (update !== null) this.#updates.next(update);
    }
    const feedIsWatched = [...this.#rooms.values()].some(
      ({ room }) => room instanceof EventsRoom || room instanceof CasesRoom,
    );
    if (this.#feed.running && !feedIsWatched) this.#feed.stop();
  }
}
