import { expect, test } from 'vitest';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import type { EventsPage, IndexedEvent } from '../../ports/metric-store.ts';
import { eventItems } from './event-item.ts';
import { scanEvents, type EventScan } from './scan-events.ts';

const noPii = { rows: {}, showPii: false };
const all: readonly IndexedEvent[] = Array.from({ length: 2_500 }, (_, index) => ({
  topic: 'events',
  partition: 0,
  offset: 2_500 - index,
  appendTime: 1,
  event: {
    id: `e${index}`,
    source: 'shop',
    type: 'suite.e0',
    time: 1_000_000_000_000 - index,
    subject: null,
    imported: false,
    data: { city: index % 100 === 0 ? 'Kota Ambon' : 'Bogor', patientName: 'Siti' },
  },
}));
const page = async (after: string | null, limit: number): Promise<EventsPage> => {
  const from = Number(after ?? 0);
  return { events: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : null };
};
const scan = (changes: Partial<EventScan> = {}) =>
  scanEvents({
    page,
    counts: null,
    itemOf: eventItems(suiteCatalog, noPii),
    find: null,
    after: null,
    limit: 10,
    isTimeUp: () => false,
    ...changes,
  });

test('every match comes once, over as many pages as it takes', async () => {
  const found: string[] = [];
  let after: string | null = null;
  do {
    const answer: Awaited<ReturnType<typeof scan>> = await scan({ find: 'ambon', after });
    expect(answer.events.length).toBeLessThanOrEqual(10);
    found.push(...answer.events.map(({ id }) => id));
    after = answer.next;
  } while (after !== null);
  expect(found).toEqual(Array.from({ length: 25 }, (_, index) => `e${index * 100}`));
});

test('a search that finds little ends when the time is up, and goes on from there', async () => {
  let pages = 0;
  const answer = await scan({ find: 'ambon', limit: 100, isTimeUp: () => ++pages === 3 });
  expect(answer.scanned).toBeLessThan(2_500);
  const rest = await scan({ find: 'ambon', limit: 100, after: answer.next });
  expect(answer.events.length + rest.events.length).toBe(25);
});

test('a metric counts only what its condition takes', async () => {
  const answer = await scan({ counts: ({ id }) => id.endsWith('7'), limit: 5 });
  expect(answer.events.map(({ id }) => id)).toEqual(['e7', 'e17', 'e27', 'e37', 'e47']);
});

test('masked fields cannot be found', async () => {
  expect((await scan({ find: 'siti', limit: 1_000 })).events).toEqual([]);
});
