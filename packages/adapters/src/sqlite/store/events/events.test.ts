import type { EventsPage, IndexedEvent } from '@tidewatch/core/ports/metric-store';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStoreDatabase } from '../store-database.ts';
import { EventDatabase } from './event-database.ts';
import { eventFilter } from './event-filter.ts';
import { indexEvents } from './index-events.ts';
import { searchEvents } from './search-events.ts';

const start = Date.UTC(2026, 10, 20);
let directory = '';
let database: DatabaseSync;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidewatch-events-'));
  database = openStoreDatabase(directory, 'store.sqlite');
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

const eventAt = (offset: number, time = start + offset, changes: Partial<IndexedEvent> = {}): IndexedEvent => ({
  topic: 'events',
  partition: 0,
  offset,
  appendTime: start + offset,
  event: {
    id: `e${offset}`,
    source: '/s',
    type: 'order.placed',
    time,
    subject: null,
    imported: false,
    data: { n: offset },
  },
  ...changes,
});

const many = (from: number, count: number): IndexedEvent[] =>
  Array.from({ length: count }, (_, index) => eventAt(from + index));

async function offsetsFound(limit = 10_000): Promise<number[]> {
  const query = { types: [], fromMs: 0, toMs: start * 2, where: {}, after: null, limit };
  const { events } = await searchEvents(new EventDatabase(database), query, { rows: {}, showPii: true });
  return events.map(({ offset }) => offset);
}

const blockCounts = (): number[] =>
  (database.prepare('SELECT count FROM event_blocks ORDER BY type, hour, block').all() as { count: number }[]).map(
    ({ count }) => count,
  );

describe('indexed events', () => {
  it('fill blocks one after another', async () => {
    const events = new EventDatabase(database);
    for (const [from, count] of [
      [0, 100],
      [100, 300],
      [400, 112],
      [512, 1],
    ] as const) {
      await indexEvents(events, many(from, count));
    }
    expect(blockCounts()).toEqual([256, 256, 1]);
    expect(await offsetsFound()).toEqual(
      many(0, 513)
        .map(({ offset }) => offset)
        .toReversed(),
    );
  });

  it('are left out when they come again, from any earlier offset and in any portion', async () => {
    const events = new EventDatabase(database);
    await indexEvents(events, many(0, 300));
    for (const [from, count] of [
      [0, 300],
      [299, 1],
      [150, 151],
      [10, 20],
    ] as const) {
      await indexEvents(new EventDatabase(database), many(from, count));
    }
    expect(blockCounts()).toEqual([256, 45]);
  });

  it('keep all events of one record, also when the record is at the mark and comes again', async () => {
    const events = new EventDatabase(database);
    const record = ['a', 'b', 'c'].map((id) => ({ ...eventAt(7), event: { ...eventAt(7).event, id } }));
    await indexEvents(events, record.slice(0, 2));
    await indexEvents(events, record);
    await indexEvents(events, record);
    expect(blockCounts()).toEqual([3]);
    expect(await offsetsFound()).toEqual([7, 7, 7]);
  });

  it('of a topic that was made anew are taken, with offsets from 0', async () => {
    const events = new EventDatabase(database);
    await indexEvents(events, many(0, 50));
    const anew = many(0, 10).map((entry) => ({
      ...entry,
      appendTime: start + 1_000_000,
      event: { ...entry.event, id: `anew ${entry.offset}`, time: entry.event.time + 1_000_000 },
    }));
    await indexEvents(events, anew);
    expect(await offsetsFound()).toHaveLength(60);
  });

  it('come once with their first offset when the producer sent them twice', async () => {
    const events = new EventDatabase(database);
    const again = { ...eventAt(600), event: eventAt(3).event };
    await indexEvents(events, [...many(0, 500), again]);
    expect((await offsetsFound()).filter((offset) => offset === 3 || offset === 600)).toEqual([3]);
    expect(await offsetsFound()).toHaveLength(500);
  });

  it('come page by page, each once, when a search may open few blocks', async () => {
    const events = new EventDatabase(database);
    await indexEvents(events, many(0, 1_300));
    const everything = { rows: {}, showPii: true };
    const found: number[] = [];
    let pages = 0;
    let scanned = 0;
    for (let after: string | null = null, isOver = false; !isOver; pages++) {
      const query = { types: [], fromMs: 0, toMs: start * 2, where: {}, after, limit: 1_000 };
      const page: EventsPage = await searchEvents(events, query, everything, 1);
      found.push(...page.events.map(({ offset }) => offset));
      scanned += page.scanned ?? 0;
      [after, isOver] = [page.next, page.next === null];
    }
    expect(found).toEqual(many(0, 1_300).map((_, index) => 1_299 - index));
    expect(pages).toBeGreaterThan(3);
    expect(scanned).toBeGreaterThanOrEqual(1_300);
  });

  it('of one moment are found in bounded memory, also where a search may open fewer blocks', async () => {
    const events = new EventDatabase(database);
    await indexEvents(
      events,
      Array.from({ length: 700 }, (_, offset) => eventAt(offset, start)),
    );
    const query = { types: [], fromMs: 0, toMs: start * 2, where: {}, limit: 3 };
    const first = await searchEvents(events, { ...query, after: null }, { rows: {}, showPii: true }, 1);
    const second = await searchEvents(events, { ...query, after: first.next }, { rows: {}, showPii: true }, 1);
    expect([first, second].map((page) => page.events.map(({ offset }) => offset))).toEqual([
      [699, 698, 697],
      [696, 695, 694],
    ]);
  });

  it('are not unpacked where their block cannot hold the text', async () => {
    const filter = eventFilter({ where: {}, mention: 'ambon' }, { rows: {}, showPii: true });
    expect(filter.mayTake('{"id":["Kota AMBON"]}')).toBe(true);
    expect(filter.mayTake('{"id":["Bogor"]}')).toBe(false);
  });

  it('come newest first from blocks that overlap', async () => {
    const events = new EventDatabase(database);
    // 37 and 600 have no common divisor: every time once, in an order that leaps through the hour.
    await indexEvents(
      events,
      Array.from({ length: 600 }, (_, offset) => eventAt(offset, start + ((offset * 37) % 600) * 1_000)),
    );
    const times = (await offsetsFound()).map((offset) => (offset * 37) % 600);
    expect(times).toEqual(Array.from({ length: 600 }, (_, index) => 599 - index));
  });
});
