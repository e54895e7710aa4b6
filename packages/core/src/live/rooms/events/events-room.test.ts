import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { NEVER } from 'rxjs';
import { expect, test } from 'vitest';
import type { EventsPage, IndexedEvent, StoreEventsQuery } from '../../../ports/metric-store.ts';
import type { StoreReads } from '../../view/store-watch.ts';
import type { EventFeed } from './event-feed.ts';
import { EventsRoom } from './events-room.ts';

const eventOf = (id: string, time: number): IndexedEvent => ({
  topic: 'events',
  partition: 0,
  offset: time,
  appendTime: time,
  event: { id, source: 'shop', type: 'suite.e0', time, subject: null, imported: false, data: {} },
});

test('a store that ends a page before it is full is asked for the rest', async () => {
  const asked: (readonly [after: string | null, limit: number])[] = [];
  const pages: Record<string, EventsPage> = {
    first: { events: [eventOf('b', 2)], next: 'second' },
    second: { events: [], next: 'third' },
    third: { events: [eventOf('a', 1)], next: null },
  };
  const searchEvents = async ({ after, limit }: StoreEventsQuery): Promise<EventsPage> => {
    asked.push([after, limit]);
    return pages[after ?? 'first'] ?? { events: [], next: null };
  };
  const room = new EventsRoom(
    { type: ['suite.e0'], where: [], limit: 5 },
    { rows: {}, showPii: true },
    {
      feed: { start: async () => undefined, kept: [], events: NEVER } as unknown as EventFeed,
      store: { searchEvents } as unknown as StoreReads,
      catalog: () => suiteCatalog,
      asOf: () => null,
      now: () => 10,
    },
  );
  await room.open();
  const snapshot = room.snapshot();
  expect(snapshot.kind === 'events' && snapshot.events.map(({ id }) => id)).toEqual(['b', 'a']);
  expect(asked).toEqual([
    [null, 5],
    ['second', 4],
    ['third', 4],
  ]);
  room.close();
});
