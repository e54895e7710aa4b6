import { expect, it } from 'vitest';
import type { Event } from '@tidewatch/contract';
import type { IndexedEvent, MetricStore, StoreEventsQuery } from '@tidewatch/core/ports/metric-store';
import { everything, minuteMs, suiteStartMs } from './suite-catalog.ts';
import type { SuiteContext } from './store-under-test.ts';

const absent: Event['data'] = {
  orderId: null,
  merchant: null,
  city: null,
  reason: null,
  amount: null,
  items: null,
  ratio: null,
  paid: null,
  acceptedAt: null,
  patientName: null,
};

function eventOf(
  type: string,
  offset: number,
  changes: Partial<Event> = {},
  place: Partial<IndexedEvent> = {},
): IndexedEvent {
  return {
    topic: 'events',
    partition: 0,
    offset,
    appendTime: suiteStartMs + offset,
    event: {
      id: `id-${offset}`,
      source: '/suite',
      type,
      time: suiteStartMs,
      subject: null,
      imported: false,
      data: absent,
      ...changes,
    },
    ...place,
  };
}

const withData = (
  type: string,
  offset: number,
  data: Partial<Record<keyof typeof absent, Event['data'][string]>>,
): IndexedEvent => eventOf(type, offset, { data: { ...absent, ...data } as Event['data'] });

function queryOf(types: readonly string[], changes: Partial<StoreEventsQuery> = {}): StoreEventsQuery {
  return {
    types,
    fromMs: suiteStartMs - minuteMs,
    toMs: suiteStartMs + 60 * minuteMs,
    where: {},
    after: null,
    limit: 100,
    ...changes,
  };
}

async function fill(context: SuiteContext, events: readonly IndexedEvent[]): Promise<MetricStore> {
  expect(await context.store().indexEvents(events)).toEqual([]);
  await context.store().refresh();
  return context.store();
}

const idsOf = (events: readonly IndexedEvent[]) => events.map(({ event }) => event.id);

export function searchableEvents(context: SuiteContext): void {
  it('returns an event as it was', async () => {
    const type = context.nextEventType();
    const odd = [
      '\u0000',
      '\ud83e',
      '\u{1f9ea} e\u0301',
      'x'.repeat(10_000),
      'é'.repeat(40_000),
      '',
      '__proto__',
      '"\\\n',
    ];
    const events = odd.map((text, offset) =>
      eventOf(
        type,
        offset,
        {
          id: `id ${offset} ${text.slice(0, 900)}`,
          source: text.slice(0, 900) || '/',
          subject: offset % 2 === 0 ? text.slice(0, 900) : null,
          time: suiteStartMs - offset,
          imported: offset % 2 === 0,
          data: {
            orderId: text,
            merchant: text,
            city: null,
            reason: '(none)',
            amount: offset === 0 ? 2n ** 60n + 1n : -15_000_000,
            items: offset === 0 ? -(2n ** 62n) : offset,
            ratio: offset / 3,
            paid: offset % 2 === 0,
            acceptedAt: suiteStartMs,
            patientName: text,
          },
        },
        { partition: offset, topic: offset % 2 === 0 ? 'events' : 'pg.public.orders' },
      ),
    );
    const store = await fill(context, events);
    const page = await store.searchEvents(queryOf([type]), everything);
    expect(page.events).toEqual(events);
    expect(page.next).toBeNull();
  });

  it('finds every event that holds a text, whatever else it finds', async () => {
    const type = context.nextEventType();
    const events = ['Kota Ambon', 'a "quoted"\ttext', 'ÄRZTIN', 'Bogor'].map((city, offset) =>
      withData(type, offset, { city }),
    );
    const store = await fill(context, [...events, eventOf(type, 9, { id: 'Ambon-9' })]);
    const found = async (mention: string) =>
      idsOf((await store.searchEvents(queryOf([type], { mention }), everything)).events);
    expect(await found('ambon')).toEqual(expect.arrayContaining(['id-0', 'Ambon-9']));
    expect(await found('"quoted"\tt')).toContain('id-1');
    expect(await found('ärzt')).toContain('id-2');
  });

  it('changes nothing when the same events come again', async () => {
    const type = context.nextEventType();
    const events = Array.from({ length: 20 }, (_, offset) => eventOf(type, offset));
    await fill(context, events);
    await fill(context, events.slice(5, 12));
    const store = await fill(context, [...events, ...events]);
    expect(idsOf((await store.searchEvents(queryOf([type]), everything)).events)).toEqual(idsOf(events).toReversed());
  });

  it('keeps several events of one record', async () => {
    const type = context.nextEventType();
    const events = ['a', 'b', 'c'].map((id) => eventOf(type, 7, { id }));
    const store = await fill(context, events);
    const all = await pages(store, queryOf([type], { limit: 1 }));
    expect(idsOf(all).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('lets duplicates with other offsets fall together', async ({ skip }) => {
    if (!context.capabilities.duplicatesFallTogether) skip('this store keeps duplicates that are beyond the horizon');
    const type = context.nextEventType();
    const store = await fill(context, [
      eventOf(type, 1, { id: 'same' }),
      eventOf(type, 2),
      eventOf(type, 300_000, { id: 'same' }),
    ]);
    expect((await store.searchEvents(queryOf([type]), everything)).events).toHaveLength(2);
  });

  it('pages newest first over many equal times', async () => {
    const type = context.nextEventType();
    const events = Array.from({ length: 260 }, (_, index) =>
      eventOf(
        type,
        Math.floor(index / 3),
        { id: `e${index}`, time: suiteStartMs + (index % 4) * minuteMs },
        { partition: index % 3, topic: index % 2 === 0 ? 'events' : 'orders' },
      ),
    );
    const store = await fill(context, events);
    const found = await pages(store, queryOf([type], { limit: 7 }));
    const key = ({ event, topic, partition, offset }: IndexedEvent) => [event.time, topic, partition, offset] as const;
    const wanted = events.toSorted((left, right) => compare(key(right), key(left)));
    expect(found.map(key)).toEqual(wanted.map(key));
    expect(new Set(idsOf(found)).size).toBe(events.length);
  });

  it('keeps its place while newer events come in', async () => {
    const type = context.nextEventType();
    const events = Array.from({ length: 10 }, (_, offset) => eventOf(type, offset, { time: suiteStartMs + offset }));
    const store = await fill(context, events);
    const first = await store.searchEvents(queryOf([type], { limit: 4 }), everything);
    await fill(context, [eventOf(type, 100, { time: suiteStartMs + 5_000 })]);
    const second = await store.searchEvents(queryOf([type], { limit: 100, after: first.next }), everything);
    expect(idsOf([...first.events, ...second.events])).toEqual(idsOf(events).toReversed());
  });

  it('refuses a cursor that it never gave', async () => {
    const type = context.nextEventType();
    for (const after of ['x', '', '[]', 'bnVsbA', '%%%', '[1,2,3]']) {
      await expect(context.store().searchEvents(queryOf([type], { after }), everything)).rejects.toMatchObject({
        code: 'invalid_parameter',
      });
    }
  });

  it('filters by type and by time, the end exclusive', async () => {
    const types = [context.nextEventType(), context.nextEventType(), context.nextEventType()];
    const day = suiteStartMs + 300 * 24 * 60 * minuteMs;
    const events = types.flatMap((type, index) =>
      [0, 1, 2, 3].map((minute) => eventOf(type, index * 10 + minute, { time: day + minute * minuteMs })),
    );
    const store = await fill(context, events);
    const range = { fromMs: day + minuteMs, toMs: day + 3 * minuteMs };
    const offsets = async (query: StoreEventsQuery) =>
      (await store.searchEvents(query, everything)).events.map(({ offset }) => offset).toSorted((a, b) => a - b);
    expect(await offsets(queryOf([types[0]!], range))).toEqual([1, 2]);
    expect(await offsets(queryOf([types[0]!, types[2]!], range))).toEqual([1, 2, 21, 22]);
    expect(await offsets(queryOf(['no.such.type'], range))).toEqual([]);
    expect(await offsets(queryOf([], range))).toEqual([1, 2, 11, 12, 21, 22]);
    expect(await offsets(queryOf(types, { fromMs: day + 5, toMs: day + 5 }))).toEqual([]);
  });

  it('filters by the text of any declared field and of the envelope', async () => {
    const type = context.nextEventType();
    const long = 'x'.repeat(40_000);
    const events = [
      withData(type, 0, {
        merchant: 'm1',
        city: 'Jakarta',
        amount: 1_500,
        paid: true,
        acceptedAt: suiteStartMs,
      }),
      withData(type, 1, { merchant: 'm2', city: 'Jakarta', amount: 2n ** 60n + 1n, items: 3 }),
      withData(type, 2, { merchant: 'm2', city: long, ratio: 0.5, paid: false }),
      withData(type, 3, { merchant: '(none)', city: `${long}y`, ratio: -1e-7 }),
      withData(type, 4, { city: '\ud83e', orderId: '1500' }),
      {
        ...withData(type, 5, { city: '\ud83d' }),
        event: { ...eventOf(type, 5).event, source: '/another' },
      },
    ];
    const store = await fill(context, events);
    const found = async (where: StoreEventsQuery['where']) =>
      (await store.searchEvents(queryOf([type], { where }), everything)).events
        .map(({ offset }) => offset)
        .toSorted((a, b) => a - b);
    expect(await found({ merchant: ['m2'] })).toEqual([1, 2]);
    expect(await found({ merchant: ['m1', 'm2'], city: ['Jakarta'] })).toEqual([0, 1]);
    expect(await found({ merchant: ['(none)'] })).toEqual([3, 4, 5]);
    expect(await found({ merchant: ['(none)', 'm1'] })).toEqual([0, 3, 4, 5]);
    expect(await found({ city: [long] })).toEqual([2]);
    expect(await found({ city: ['\ud83e'] })).toEqual([4]);
    expect(await found({ amount: ['1500'] })).toEqual([0]);
    expect(await found({ amount: [String(2n ** 60n + 1n)] })).toEqual([1]);
    expect(await found({ amount: ['many'] })).toEqual([]);
    expect(await found({ items: ['3'] })).toEqual([1]);
    expect(await found({ ratio: ['0.5', '-1e-7'] })).toEqual([2, 3]);
    expect(await found({ paid: ['true'] })).toEqual([0]);
    expect(await found({ acceptedAt: [String(suiteStartMs)] })).toEqual([0]);
    expect(await found({ orderId: ['1500'] })).toEqual([4]);
    expect(await found({ 'event.source': ['/another'] })).toEqual([5]);
    expect(await found({ merchant: [] })).toEqual([]);
    expect(await found({ undeclared: ['x'] })).toEqual([]);
  });
}

async function pages(store: MetricStore, query: StoreEventsQuery): Promise<IndexedEvent[]> {
  const found: IndexedEvent[] = [];
  let after: string | null = null;
  for (let page = 0; page < 1_000; page += 1) {
    const answer = await store.searchEvents({ ...query, after }, everything);
    expect(answer.events.length).toBeLessThanOrEqual(query.limit);
    found.push(...answer.events);
    after = answer.next;
    if (after === null) return found;
    expect(answer.events).toHaveLength(query.limit);
  }
  throw new Error('the cursor never ends');
}

function compare(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  const at = left.findIndex((value, index) => value !== right[index]);
  if (at === -1) return 0;
  return left[at]! < right[at]! ? -1 : 1;
}
