import type { IndexedEvent } from '@tidewatch/core/ports/metric-store';
import { inTransaction } from '../../database/in-transaction.ts';
import { Turns } from '../turns.ts';
import { blockEventsMax, blockText, packBlock, unpackBlock } from './event-block.ts';
import type { EventDatabase, Mark } from './event-database.ts';

export const hourMs = 3_600_000;
/** Events of one transaction; a record's events stay together. */
const transactionEventsMax = 2_000;

/**
 * Puts events into the blocks of their type and hour. What a partition's mark covers was indexed before and is left out; the mark moves
 * in the same transaction. Calls must not overlap.
 */
export async function indexEvents(database: EventDatabase, events: readonly IndexedEvent[]): Promise<void> {
  const turns = new Turns();
  for (let from = 0; from < events.length;) {
    let below = Math.min(events.length, from + transactionEventsMax);
    while (below < events.length && isSameRecord(events[below - 1]!, events[below]!)) below++;
    const part = events.slice(from, below);
    try {
      inTransaction(database.database, () => indexPart(database, part));
    } catch (error) {
      database.loadTypes();
      throw error;
    }
    from = below;
    await turns.giveWay();
  }
}

function indexPart(database: EventDatabase, events: readonly IndexedEvent[]): void {
  const marks = new Marks(database);
  const blocks = new Map<string, HourOfEvents>();
  for (const entry of events) {
    const type = database.typeFor(entry.event.type);
    const state = marks.pass(entry, type);
    if (state === 'indexed') continue;
    const hour = Math.floor(entry.event.time / hourMs);
    const key = `${type} ${hour}`;
    const block = blocks.get(key) ?? { type, hour, events: [], doubtful: new Set() };
    block.events.push(entry);
    if (state === 'doubtful') block.doubtful.add(entry);
    blocks.set(key, block);
  }
  for (const block of blocks.values()) append(database, block);
  marks.store();
}

interface HourOfEvents {
  readonly type: number;
  readonly hour: number;
  readonly events: IndexedEvent[];
  /** Those that may be in the last block already. */
  readonly doubtful: Set<IndexedEvent>;
}

/** Fills the last block of the hour and goes on with new ones. */
function append(database: EventDatabase, { type, hour, events, doubtful }: HourOfEvents): void {
  const last = database.lastBlock(type, hour);
  const isOpen = last !== undefined && last.count < blockEventsMax;
  const held = isOpen ? unpackBlock(events[0]!.event.type, blockText(last.data)) : [];
  let block = last === undefined ? 0 : isOpen ? last.block : last.block + 1;
  const certain = doubtful.size === 0 ? [] : [...held, ...events.filter((entry) => !doubtful.has(entry))];
  const known = new Set(certain.map(identityOf));
  const fresh = events.filter((entry) => !doubtful.has(entry) || !isKnown(known, entry));
  if (fresh.length === 0) return;
  const all = [...held, ...fresh];
  for (let from = 0; from < all.length; from += blockEventsMax) {
    const entries = all.slice(from, from + blockEventsMax);
    const times = entries.map(({ event }) => event.time);
    const row = { block: block++, min_time: Math.min(...times), max_time: Math.max(...times), count: entries.length };
    database.putBlock(type, hour, { ...row, data: packBlock(entries) });
  }
}

const identityOf = ({ topic, partition, offset, event }: IndexedEvent): string =>
  JSON.stringify([topic, partition, offset, event.source, event.id]);

function isKnown(known: Set<string>, entry: IndexedEvent): boolean {
  const identity = identityOf(entry);
  return known.has(identity) || !known.add(identity);
}

const isSameRecord = (left: IndexedEvent, right: IndexedEvent): boolean =>
  left.offset === right.offset && left.partition === right.partition && left.topic === right.topic;

/** Up to where the events of each partition and type are in. */
class Marks {
  readonly #database: EventDatabase;
  readonly #marks = new Map<
    string,
    Mark & { readonly topic: string; readonly partition: number; readonly type: number }
  >();

  constructor(database: EventDatabase) {
    this.#database = database;
  }

  /** Whether the event was indexed before; if not, the mark moves to it. One at the mark itself may be another event of its record. */
  pass({ topic, partition, offset, appendTime }: IndexedEvent, type: number): 'indexed' | 'doubtful' | 'new' {
    const key = `${partition} ${type} ${topic}`;
    const mark = this.#marks.get(key) ?? this.#database.mark(topic, partition, type);
    // A topic that was made anew begins at offset 0 again, with records younger than all that were seen.
    const isAnew = mark !== undefined && offset < mark.last_offset && appendTime > mark.last_append_time;
    if (mark !== undefined && offset < mark.last_offset && !isAnew) return 'indexed';
    const lastAppendTime = Math.max(appendTime, mark?.last_append_time ?? appendTime);
    this.#marks.set(key, { topic, partition, type, last_offset: offset, last_append_time: lastAppendTime });
    return mark?.last_offset === offset ? 'doubtful' : 'new';
  }

  store(): void {
    for (const { topic, partition, type, ...mark } of this.#marks.values())
      this.#database.putMark(topic, partition, type, mark);
  }
}
