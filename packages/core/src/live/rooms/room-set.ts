import { asyncScheduler, interval, Subject, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import type { Access } from '@tidewatch/contract/access';
import type { SeriesQuery } from '@tidewatch/contract/queries';
import type { LiveUpdate, PipelineAnswer } from '@tidewatch/contract/socket';
import { canonicalJson } from '../../hashing/canonical-json.ts';
import { sha256 } from '../../hashing/sha256.ts';
import { normaliseQuery } from '../../query/plan/normalise-query.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { FirstData } from '../../query/read/first-data.ts';
import type { LiveChange, LiveView } from '../view/live-view.ts';
import { EventFeed } from './events/event-feed.ts';
import { EventsRoom, type EventsRoomQuery } from './events/events-room.ts';
import { OpenRoom, type RoomStart } from './open-room.ts';
import { PipelineRoom } from './pipeline-room.ts';
import { ReadQueue } from './read-queue.ts';
import type { Room } from './room.ts';
import { SeriesRoom } from './series/series-room.ts';

const publishEveryMs = 200;
const dropAfterMs = 60_000;
const readsMax = 2;

/** A live query after its check against the contract. */
export type RoomQuery =
  | { readonly kind: 'series'; readonly query: SeriesQuery }
  | { readonly kind: 'events'; readonly query: EventsRoomQuery }
  | { readonly kind: 'pipeline' };

export interface RoomSetOptions {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly firstData: FirstData;
  readonly statesMax: number;
  readonly allStatesMax?: number;
  readonly pipeline: () => PipelineAnswer;
  readonly scheduler?: SchedulerLike;
}

/** All queries that are watched: one room for equal queries of callers with equal rights. */
export class RoomSet {
  readonly #view: LiveView;
  readonly #options: RoomSetOptions;
  readonly #rooms = new Map<string, OpenRoom>();
  readonly #feed: EventFeed;
  readonly #reads = new ReadQueue(readsMax);
  readonly #updates = new Subject<LiveUpdate>();
  readonly #subscriptions = new Subscription();

  constructor(view: LiveView, options: RoomSetOptions) {
    this.#view = view;
    this.#options = options;
    this.#feed = new EventFeed(options.log, options.telemetry);
    this.#subscriptions.add(view.changes.subscribe((change) => this.#follow(change)));
    this.#subscriptions.add(
      interval(publishEveryMs, options.scheduler ?? asyncScheduler).subscribe(() => this.#publish()),
    );
  }

  /** Messages of all rooms, at most every 200 ms for each. */
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

  leave(key: string): void {
    this.#rooms.get(key)?.leave(this.#options.clock.now());
  }

  /** Everything up to the room's last message; null when the room is gone. */
  snapshot(key: string): RoomStart | null {
    return this.#rooms.get(key)?.start() ?? null;
  }

  stop(): void {
    this.#subscriptions.unsubscribe();
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
    if (query.kind === 'events') {
      return new EventsRoom(query.query, access, {
        feed: this.#feed,
        store: view.store,
        catalog: () => view.catalog,
        asOf: () => view.asOf,
        now: () => clock.now(),
      });
    }
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
    const feedIsWatched = [...this.#rooms.values()].some(({ room }) => room instanceof EventsRoom);
    if (this.#feed.running && !feedIsWatched) this.#feed.stop();
  }
}
