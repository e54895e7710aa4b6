import type { EventItem, EventsAnswer } from '@tidewatch/contract/events';
import { describe, expect, it } from 'vitest';
import { csvText } from '../../../shared/export/csv.ts';
import { casesEn } from '../messages-en.ts';
import { RefusedRequest, type EventsRequest } from '../request/read-events.ts';
import { catalogWords } from '../../../shared/catalog/catalog-words.ts';
import { messages } from '../../../shared/i18n/messages.ts';
import { drillFilters, drillTime } from './drill-title.ts';
import { eventLine } from '../list/event-line.ts';
import { createEventPages, eventsMax, type EventPagesState } from './event-pages.ts';
import { eventTable } from './event-table.ts';
import { firstInstant } from './first-instant.ts';

const item = (offset: number, more: Partial<EventItem> = {}): EventItem => ({
  key: `k${offset}`,
  topic: 'events',
  partition: 0,
  offset,
  id: `e${offset}`,
  source: 'shop',
  type: 'order.cancelled',
  time: new Date(1_000_000 + offset).toISOString(),
  appendedAt: new Date(1_000_000 + offset).toISOString(),
  subject: `ord-${offset}`,
  data: {},
  ...more,
});
const request = { metric: 'cancellations', from: 'now-1h', to: 'now', where: [] };

/** A server with so many events, newest first. */
const serverOf =
  (count: number) =>
  async ({ after, limit }: EventsRequest): Promise<EventsAnswer> => {
    const from = Number(after ?? 0);
    const events = Array.from({ length: Math.min(limit, count - from) }, (_, index) => item(count - from - index));
    return { events, next: from + limit < count ? String(from + limit) : null };
  };

describe('pages of events', () => {
  const set = (read: (request: EventsRequest, signal: AbortSignal) => Promise<EventsAnswer>) => {
    const states: EventPagesState[] = [];
    return { states, pages: createEventPages(request, read, (state) => states.push(state)) };
  };

  it('come one after the other, each event once, to the end', async () => {
    const { pages } = set(serverOf(450));
    for (let page = 0; page < 5; page += 1) await pages.more();
    expect(pages.current).toMatchObject({ state: 'end', full: false, scanned: 450 });
    expect(new Set(pages.current.events.map(({ key }) => key)).size).toBe(450);
  });

  it('are asked for once at a time', async () => {
    let asked = 0;
    const { pages } = set(async (page) => {
      asked += 1;
      return serverOf(1_000)(page);
    });
    await Promise.all([pages.more(), pages.more()]);
    expect(asked).toBe(1);
  });

  it('end at a limit that is said', async () => {
    const { pages } = set(serverOf(1_000_000));
    while (pages.current.state === 'idle') await pages.more();
    expect(pages.current).toMatchObject({ state: 'end', full: true });
    expect(pages.current.events).toHaveLength(eventsMax);
  });

  it('keep what is there when the next one fails, and go on from there', async () => {
    let isAway = false;
    const { pages } = set(async (page) => {
      if (isAway) throw new RefusedRequest(null);
      return serverOf(500)(page);
    });
    await pages.more();
    isAway = true;
    await pages.more();
    expect(pages.current).toMatchObject({ state: 'failed', problem: null });
    expect(pages.current.events).toHaveLength(200);
    isAway = false;
    await pages.more();
    expect(pages.current.events).toHaveLength(400);
  });

  it('say nothing more once stopped', async () => {
    const { pages, states } = set(serverOf(500));
    const loading = pages.more();
    const before = states.length;
    pages.stop();
    await loading;
    expect(states).toHaveLength(before);
  });

  it('take new events on top, each once', async () => {
    const { pages } = set(serverOf(3));
    await pages.more();
    pages.add([item(5), item(4), item(3)]);
    expect(pages.current.events.map(({ offset }) => offset)).toEqual([5, 4, 3, 2, 1]);
  });
});

const field = (more = {}) => ({ type: 'string' as const, dimension: true, pii: false, required: false, ...more });
const definitions = {
  events: new Map([
    [
      'order.cancelled',
      {
        event: 'order.cancelled',
        title: { en: 'Order cancelled', id: 'Pesanan dibatalkan' },
        active: true,
        keep: '30d',
        data: { city: field(), reason: field(), amount: field({ type: 'money', currency: 'IDR', dimension: false }) },
      },
    ],
  ]),
};

const words = catalogWords(definitions.events.values(), 'en', messages.en.groups);

describe('a row', () => {
  const data = { city: 'Surabaya', reason: 'out_of_stock', amount: 98_500 };

  it('says the reason first, then what differs, then the amount', () => {
    expect(eventLine(item(1, { data }), null, definitions, 'en', words)).toMatchObject({
      main: 'Out of stock',
      subject: 'ord-1',
      aside: 'Surabaya',
      amount: 'Rp\u00a098,500',
      holder: null,
    });
    expect(eventLine(item(1, { data }), null, definitions, 'en', words, ['city']).aside).toBe('');
  });

  it('does without a definition', () => {
    const line = eventLine(item(1, { type: 'x.y', subject: null }), null, { events: new Map() }, 'en', words);
    expect(line).toMatchObject({ main: 'x.y', subject: 'e1', amount: '' });
  });
});

describe('an export', () => {
  it('has every field, says what is hidden, and no formulas', () => {
    const events = [
      item(1, { data: { city: '=HYPERLINK("x")', amount: 5, name: null }, masked: ['name'] }),
      item(2, { data: { city: '@x', amount: -5, name: null } }),
    ];
    const cases = new Map([
      [
        'k1',
        {
          key: 'k1',
          claim: { by: { id: 'p', name: '+Rina' }, at: 1 },
          outcome: null,
          comments: 0,
          firstAt: 1,
          lastAt: 1,
        },
      ],
    ]);
    const text = csvText(eventTable(events, cases, casesEn.drill), 'UTC');
    expect(text).toContain('Time,Event,Subject,Id,city,amount,name,On it,Outcome\r\n');
    expect(text).toContain(`"'=HYPERLINK(""x"")",5,(hidden),'+Rina,`);
    expect(text).toContain(`'@x,-5,,,`);
  });
});

describe('the heading', () => {
  const nowMs = Date.UTC(2026, 10, 20, 7, 5);
  const speech = { language: 'en', zone: 'Asia/Jakarta', nowMs } as const;

  it('says the time with its zone, and the day where it is not today', () => {
    const from = '2026-11-20T06:40:00Z';
    expect(drillTime({ metric: 'm', from, to: '2026-11-20T06:45:00Z', where: [] }, speech)).toBe('13:40 – 13:45 WIB');
    expect(drillTime({ metric: 'm', from: 'now-2d', to: 'now', where: [] }, speech)).toBe(
      'Wed 18 Nov 14:05 – Fri 20 Nov 14:05 WIB',
    );
  });

  it('says the filter in words', () => {
    expect(
      drillFilters({ metric: 'm', from: 'now-1h', to: 'now', where: ['cancelledBy:a', 'cancelledBy:b'] }, words),
    ).toEqual(['Cancelled by: a, b']);
  });
});

describe('the first instant of a list and its number', () => {
  const clock = { nowMs: Date.parse('2026-03-04T10:20:30.500Z'), zone: 'Asia/Jakarta' };

  it('begins with the cell in which the range begins', () => {
    expect(firstInstant('now-3h', clock)).toBe('2026-03-04T07:20:00Z');
    expect(firstInstant('now-30d', clock)).toBe('2026-02-02T10:00:00Z');
    expect(firstInstant('2026-03-04T07:00:59.999Z', clock)).toBe('2026-03-04T07:00:00Z');
  });

  it('leaves a day of the zone as it is', () => {
    expect(firstInstant('now/d', clock)).toBe('2026-03-03T17:00:00Z');
  });
});
