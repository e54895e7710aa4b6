import type { Access } from '@tidewatch/contract/access';
import type { EventsPage, IndexedEvent, StoreEventsQuery } from '@tidewatch/core/ports/metric-store';
import { Turns } from '../turns.ts';
import { blockText, unpackBlock } from './event-block.ts';
import type { EventPlace } from './event-cursor.ts';
import { newestFirst, placeOf, readCursor, writeCursor } from './event-cursor.ts';
import type { BlockHead, EventDatabase } from './event-database.ts';
import type { EventFilter } from './event-filter.ts';
import { eventFilter } from './event-filter.ts';
import { hourMs } from './index-events.ts';

interface Candidate {
  readonly place: EventPlace;
  readonly entry: IndexedEvent;
}

interface Search {
  readonly database: EventDatabase;
  readonly types: ReadonlyMap<number, string>;
  readonly fromMs: number;
  readonly toMs: number;
  readonly after: EventPlace | null;
  readonly filter: EventFilter;
  readonly turns: Turns;
}

/**
 * Answers `MetricStore.searchEvents`: hour by hour backwards, in each hour the blocks newest first, each opened only when its newest
 * event is next. Events of one (topic, partition, source, id) with equal times come once, with their first offset.
 */
export async function searchEvents(
  database: EventDatabase,
  query: StoreEventsQuery,
  access: Access,
): Promise<EventsPage> {
  const after = query.after === null ? null : readCursor(query.after);
  const known = [...database.types()].filter(([type]) => query.types.length === 0 || query.types.includes(type));
  const search: Search = {
    database,
    types: new Map(known.map(([type, id]) => [id, type])),
    fromMs: query.fromMs,
    toMs: Math.min(query.toMs, (after?.time ?? Infinity) + 1),
    after,
    filter: eventFilter(query, access),
    turns: new Turns(),
  };
  const found: Candidate[] = [];
  let hour = newestHour(search, Math.floor((search.toMs - 1) / hourMs));
  while (hour !== null && found.length <= query.limit && (hour + 1) * hourMs > search.fromMs) {
    for await (const candidate of eventsOfHour(search, hour)) {
      found.push(candidate);
      if (found.length > query.limit) break;
    }
    hour = newestHour(search, hour - 1);
  }
  const page = found.slice(0, query.limit);
  const isLast = found.length <= query.limit || page.length === 0;
  return { events: page.map(({ entry }) => entry), next: isLast ? null : writeCursor(page.at(-1)!.place) };
}

function newestHour({ database, types }: Search, upTo: number): number | null {
  const hours = [...types.keys()].map((type) => database.newestHour(type, upTo)).filter((hour) => hour !== null);
  return hours.length === 0 ? null : Math.max(...hours);
}

/** The matching events of one hour, newest first. */
async function* eventsOfHour(search: Search, hour: number): AsyncGenerator<Candidate> {
  const blocks = [...search.types.keys()]
    .flatMap((type) => search.database.heads(type, hour))
    .filter(({ min_time: min, max_time: max }) => min < search.toMs && max >= search.fromMs)
    .sort((left, right) => right.max_time - left.max_time);
  let waiting: Candidate[] = [];
  for (let next = 0; next < blocks.length || waiting.length > 0;) {
    const border = blocks[next]?.max_time ?? -Infinity;
    // Events of one time leave together: duplicates are among them.
    const ready = waiting.filter(({ place }) => place.time > border);
    if (ready.length > 0) {
      waiting = waiting.filter(({ place }) => place.time <= border);
      yield* inOrder(ready, search.after);
      continue;
    }
    waiting.push(...open(search, hour, blocks[next++]!));
    await search.turns.giveWay();
  }
}

function open(
  { database, types, filter, fromMs, toMs }: Search,
  hour: number,
  { type, block }: BlockHead,
): Candidate[] {
  const text = blockText(database.data(type, hour, block));
  if (!filter.mayTake(text)) return [];
  return unpackBlock(types.get(type)!, text)
    .filter(({ event }) => event.time >= fromMs && event.time < toMs && filter.takes(event))
    .map((entry) => ({ entry, place: placeOf(entry) }));
}

function inOrder(candidates: readonly Candidate[], after: EventPlace | null): Candidate[] {
  const firsts = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { time, topic, partition, offset, print } = candidate.place;
    const key = JSON.stringify([time, topic, partition, print]);
    const first = firsts.get(key);
    if (first === undefined || offset < first.place.offset) firsts.set(key, candidate);
  }
  const sorted = [...firsts.values()].sort((left, right) => newestFirst(left.place, right.place));
  return after === null ? sorted : sorted.filter(({ place }) => newestFirst(after, place) < 0);
}
