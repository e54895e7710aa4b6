import type { EventItem } from '@tidewatch/contract/events';
import type { CaseAct, CaseShow } from '@tidewatch/contract/operations/cases';
import { beforeEach, expect, test } from 'vitest';
import { eventKey } from '../query/events/event-key.ts';
import { CaseBook } from './case-book.ts';
import { CaseQueue } from './case-queue.ts';
import { caseRecord, dewi, rina } from './cases.fixture.ts';

const minuteMs = 60_000;
const now = Date.UTC(2026, 10, 20, 12);
const todayMs = now - 6 * 60 * minuteMs;
const terms = new Map([['order.cancelled', { withinMs: 15 * minuteMs, untilMs: 4 * 60 * minuteMs }]]);

let book: CaseBook;
let queue: CaseQueue;
let offset = 0;
beforeEach(() => {
  book = new CaseBook();
  queue = new CaseQueue(terms, book);
  offset = 0;
});

/** An event so many minutes ago. */
function item(order: string, minutesAgo: number, type = 'order.cancelled'): EventItem {
  const time = now - minutesAgo * minuteMs;
  const iso = new Date(time).toISOString();
  const event = { source: 'shop', id: order, type, time };
  return {
    ...event,
    key: eventKey(event),
    topic: 'events',
    partition: 0,
    offset: 1,
    time: iso,
    appendedAt: iso,
    subject: order,
    data: {},
  };
}

/** Somebody acts on it, so many minutes after the event. */
function act(order: string, minutesAgo: number, what: CaseAct, minute: number, by = rina): void {
  const options = { order, by, minute, time: now - minutesAgo * minuteMs, request: `r${offset}` };
  book.take({ ...caseRecord(what, options) }, offset++);
}

const read = (show: CaseShow = 'open', person: string | null = null, limit = 10, at = now) =>
  queue.read({ show, person, limit }, at, todayMs);
const orders = (answer: ReturnType<typeof read>) => answer.rows.map(({ event }) => event.id);
const claim = { act: 'claim' } as const;
const called = { act: 'outcome', outcome: 'called', was: null } as const;

test('free cases stand first, the oldest of them on top', () => {
  queue.add([item('a', 5), item('b', 20), item('c', 30), item('d', 10)]);
  act('c', 30, claim, 1);
  const answer = read();
  expect(orders(answer)).toEqual(['b', 'd', 'a', 'c']);
  expect(answer.counts).toMatchObject({ open: 4, free: 3, claimed: 1, over: 2, byPerson: { [rina.id]: 1 } });
  expect(orders(read('free'))).toEqual(['b', 'd', 'a']);
  expect(orders(read('claimed', dewi.id))).toEqual([]);
  expect(orders(read('claimed', rina.id))).toEqual(['c']);
});

test('counts are of all, rows only of what is asked for', () => {
  queue.add(Array.from({ length: 50 }, (_, index) => item(`o${index}`, index + 1)));
  const answer = read('open', null, 5);
  expect(answer.rows).toHaveLength(5);
  expect(answer.counts.open).toBe(50);
});

test('an outcome takes a case out of the queue and counts for today', () => {
  queue.add([item('a', 50), item('b', 40)]);
  act('a', 50, claim, 4);
  act('a', 50, called, 10);
  act('b', 40, { act: 'comment', text: 'x' }, 8, dewi);
  expect(orders(read())).toEqual(['b']);
  expect(orders(read('done'))).toEqual(['a']);
  expect(orders(read('done', dewi.id))).toEqual([]);
  expect(read().counts).toMatchObject({ open: 1, doneToday: 1, medianContactMs: 6 * minuteMs });
});

test('who waited too long leaves; what ended today is counted until midnight', () => {
  queue.add([item('late', 300), item('done', 290), item('other', 1, 'order.placed')]);
  act('done', 290, called, 5);
  expect(orders(read())).toEqual([]);
  expect(read().counts).toMatchObject({ open: 0, doneToday: 1 });
  expect(queue.has(item('other', 1).key)).toBe(false);
});

test('an event counts once, however often it comes', () => {
  expect(queue.add([item('a', 5)])).toBe(true);
  expect(queue.add([item('a', 5)])).toBe(false);
  expect(read().counts.open).toBe(1);
});

test('a queue has a limit, and says when it was reached', () => {
  queue.add(Array.from({ length: 20_001 }, (_, index) => item(`o${index}`, index / 100)));
  const answer = read('open', null, 1);
  expect(answer.truncated).toBe(true);
  expect(answer.counts.open).toBe(20_000);
  expect(queue.has(item('o20000', 200).key)).toBe(false);
});
