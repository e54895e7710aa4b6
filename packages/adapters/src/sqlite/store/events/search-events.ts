import type { Access } from '@tidewatch/contract/access';
import type { EventsPage, StoreEventsQuery } from '@tidewatch/core/ports/metric-store';
import { Turns } from '../turns.ts';
import { blockText, unpackBlock } from './event-block.ts';
import { firstPlaceAt, readCursor, writeCursor } from './event-cursor.ts';
import type { BlockHead, EventDatabase } from './event-database.ts';
import { eventFilter } from './event-filter.ts';
import { hourMs } from './index-events.ts';
import { NewestEvents } from './newest-events.ts';

/** Blocks that one search opens, half a million events; beyond them it says what it has found and where to go on. */
const blocksPerSearchMax = 2_000;

interface Search {
  readonly database: EventDatabase;
  readonly types: ReadonlyMap<number, string>;
  readonly fromMs: number;
  readonly toMs: number;
  /** Smaller in tests. */
  readonly blocksMax: number;
}

interface Looked {
  readonly scanned: number;
  /** Everything newer than this was looked through; null when all was. */
  readonly stoppedAt: number | null;
}

/**
 * Answers `MetricStore.searchEvents`: hour by hour backwards, in each hour the blocks newest first, as long as they can hold one of the
 * newest events. A block whose text cannot match is not unpacked.
 */
export async function searchEvents(
  database: EventDatabase,
  query: StoreEventsQuery,
  access: Access,
  blocksMax = blocksPerSearchMax,
): Promise<EventsPage> {
  const after = query.after === null ? null : readCursor(query.after);
  const known = [...database.types()].filter(([type]) => query.types.length === 0 || query.types.includes(type));
  const search: Search = {
    database,
    types: new Map(known.map(([type, id]) => [id, type])),
    fromMs: query.fromMs,
    toMs: Math.min(query.toMs, (after?.time ?? Infinity) + 1),
    blocksMax,
  };
  // One more than asked for tells whether there is a next page.
  const newest = new NewestEvents(query.limit + 1, after);
  const { scanned, stoppedAt } = await look(search, eventFilter(query, access), newest);
  const found = newest.inOrder().filter(({ place }) => stoppedAt === null || place.time > stoppedAt);
  const page = found.slice(0, query.limit);
  const events = page.map(({ entry }) => entry);
  const last = page.at(-1);
  if (found.length > query.limit && last !== undefined) return { events, next: writeCursor(last.place), scanned };
  return { events, next: stoppedAt === null ? null : writeCursor(firstPlaceAt(stoppedAt)), scanned };
}

async function look(search: Search, filter: ReturnType<typeof eventFilter>, newest: NewestEvents): Promise<Looked> {
  const { database, types, fromMs, toMs, blocksMax } = search;
  const turns = new Turns();
  let opened = 0;
  let scanned = 0;
  let begun = toMs - 1;
  for (const [hour, head] of blocksBackwards(search)) {
    if (newest.isBehind(head.max_time)) break;
    if (opened === 0) begun = Math.min(begun, head.max_time);
    // A search must get further than the one that it goes on from.
    if (opened >= blocksMax && head.max_time < begun) return { scanned, stoppedAt: head.max_time };
    opened++;
    scanned += head.count;
    const text = blockText(database.data(head.type, hour, head.block));
    if (filter.mayTake(text)) {
      for (const entry of unpackBlock(types.get(head.type) ?? '', text)) {
        const { time } = entry.event;
        if (time >= fromMs && time < toMs && filter.takes(entry.event)) newest.add(entry);
      }
    }
    await turns.giveWay();
  }
  return { scanned, stoppedAt: null };
}

/** The blocks of the search's types and times, by the time of their newest event, the newest first. */
function* blocksBackwards({ database, types, fromMs, toMs }: Search): Generator<[hour: number, head: BlockHead]> {
  const newestHour = (upTo: number): number | null => {
    const hours = [...types.keys()].map((type) => database.newestHour(type, upTo)).filter((hour) => hour !== null);
    return hours.length === 0 ? null : Math.max(...hours);
  };
  let hour = newestHour(Math.floor((toMs - 1) / hourMs));
  while (hour !== null && (hour + 1) * hourMs > fromMs) {
    const at = hour;
    const heads = [...types.keys()]
      .flatMap((type) => database.heads(type, at))
      .filter(({ min_time: min, max_time: max }) => min < toMs && max >= fromMs)
      .sort((left, right) => right.max_time - left.max_time || right.block - left.block);
    for (const head of heads) yield [at, head];
    hour = newestHour(hour - 1);
  }
}
