import type { AlertOperation } from '@tidewatch/contract/alerts';
import { expect, test } from 'vitest';
import { RuleLife, type NewTransition } from '../life-cycle/rule-life.ts';
import { minuteMs, readingOf, readings, ruleOf } from '../life-cycle/testing/rules.fixture.ts';
import { AlertBook } from './alert-book.ts';

const start = Date.UTC(2026, 10, 21, 9);
const all = { state: [], rule: [], label: [], limit: 100 };

function fill(book: AlertBook, transitions: readonly NewTransition[]): void {
  for (const transition of transitions) book.take({ ...transition, recordedAt: transition.at });
}

function acknowledge(alert: string, operation: string): AlertOperation {
  return { v: 1, kind: 'alert-acknowledge', operation, alert, by: 'Rina', via: 'screen', at: start };
}

test('records may come again, and operations before the alert that they are about', () => {
  const [fired] = new RuleLife(ruleOf()).evaluate(start, readings(readingOf(11)));
  const id = fired?.id ?? '';
  const book = new AlertBook();
  book.operate(acknowledge(id, 'one'));
  expect(book.list(all).alerts).toEqual([]);
  for (let again = 0; again < 2; again++) {
    fill(book, fired === undefined ? [] : [fired]);
    book.operate(acknowledge(id, 'one'));
  }
  const version = book.version;
  fill(book, fired === undefined ? [] : [fired]);
  expect(book.version).toBe(version);
  expect(book.list(all).alerts).toMatchObject([{ id, acknowledged: { by: 'Rina' } }]);
  expect(book.detail(id)?.timeline).toHaveLength(2);
});

test('what was pending and went away is gone; what is hidden, and by what, is told while it is open', () => {
  const status = { state: 'suppressed', silencedBy: [], inhibitedBy: [], mutedBy: ['night'] } as const;
  const facts = { follow: () => undefined, statusOf: () => status, escalated: () => 2 };
  const book = new AlertBook(facts);
  const life = new RuleLife(ruleOf({ forMs: minuteMs }));
  fill(book, life.evaluate(start, readings(readingOf(11))));
  expect(book.list(all)).toMatchObject({
    alerts: [{ state: 'pending', status, escalated: 2 }],
    counts: { pending: 1, firing: 0, resolved: 0 },
    asOf: start,
  });
  expect(book.openByRule()).toEqual(new Map([['too_many', { pending: 1, firing: 0 }]]));
  fill(book, life.evaluate(start + 1, readings(readingOf(1))));
  expect(book.list(all).alerts).toEqual([]);
});

test('old resolved episodes go first; open ones stay, and a flapping timeline is cut', () => {
  const book = new AlertBook(undefined, 50);
  const open = new RuleLife(ruleOf({ rule: 'open' }));
  fill(book, open.evaluate(start, readings(readingOf(11))));
  const flapping = new RuleLife(ruleOf());
  for (let round = 0; round < 70; round++) {
    fill(book, flapping.evaluate(start + round * 2, readings(readingOf(11))));
    fill(book, flapping.evaluate(start + round * 2 + 1, readings(readingOf(1))));
  }
  const { alerts, counts } = book.list({ ...all, limit: 1 });
  expect(alerts.map(({ rule }) => rule)).toEqual(['open']);
  expect(counts).toEqual({ pending: 0, firing: 1, resolved: 50 });
  const id = alerts[0]?.id ?? '';
  for (let comment = 0; comment < 600; comment++) {
    const said = { v: 1, kind: 'alert-comment', operation: `c${comment}`, alert: id, by: 'Rina', via: 'cli' } as const;
    book.operate({ ...said, at: start + comment, text: `${comment}` });
  }
  expect(book.detail(id)?.timeline).toHaveLength(500);
  expect(book.detail(id)?.alert.comments).toBe(600);
});

test('a book that begins late knows only what ended since', () => {
  const book = new AlertBook();
  expect(book.recordedOf('too_many').since).toBe(0);
  book.beginAt(start);
  expect(book.recordedOf('too_many').since).toBe(start);
});
