import { expect, test } from 'vitest';
import { eventKey } from '../query/events/event-key.ts';
import { CaseBook } from './case-book.ts';
import { caseRecord, dewi, rina } from './cases.fixture.ts';

const claim = { act: 'claim' } as const;
const done = { act: 'outcome', outcome: 'called', was: null } as const;
const keyOf = (order: string) => caseRecord(claim, { order }).event.key;

test('what is read again from the beginning is not folded again', () => {
  const book = new CaseBook();
  const records = [caseRecord(claim, { request: 'a' }), caseRecord({ act: 'comment', text: 'x' }, { request: 'b' })];
  records.forEach((record, offset) => book.take({ ...record }, offset));
  const before = book.of(keyOf('o1'));
  book.begin();
  records.forEach((record, offset) => book.take({ ...record }, offset));
  expect(book.of(keyOf('o1'))).toBe(before);
  expect(before).toMatchObject({ claim: { by: rina }, comments: 1 });
});

test('a case that was forgotten does not come back when the topic is read again', () => {
  const book = new CaseBook({ casesMax: 1, keepMs: 1e12 });
  const records = ['a', 'b'].map((order) => caseRecord(done, { order, request: order }));
  const read = () => records.forEach((record, offset) => book.take({ ...record }, offset));
  read();
  book.begin();
  const touched: string[] = [];
  book.changes.subscribe(({ key }) => touched.push(key));
  read();
  expect(touched).toEqual([]);
  expect(book.of(keyOf('a'))).toBeNull();
});

test('other records pass, and what cannot be read is left out', () => {
  const book = new CaseBook();
  const seen: number[] = [];
  book.reads.subscribe((offset) => seen.push(offset));
  book.take({ v: 1, kind: 'ingest-position' }, 0);
  book.take({ ...caseRecord(claim), by: 'Rina' }, 1);
  book.take({ ...caseRecord(claim), event: { key: '../../etc' } }, 2);
  book.take({ ...caseRecord(claim), act: 'delete' }, 3);
  expect(book.size).toBe(0);
  expect([book.through, seen]).toEqual([3, [0, 1, 2, 3]]);
});

test('duplicates of one event with other times share one case', () => {
  const book = new CaseBook();
  book.take({ ...caseRecord(claim) }, 0);
  const { source, id, time } = caseRecord(claim).event;
  expect(book.of(eventKey({ source, id, time: time + 5 }))?.claim?.by).toEqual(rina);
});

test('a refused act alone makes no case', () => {
  const book = new CaseBook();
  book.take({ ...caseRecord({ act: 'release', from: dewi.id }, { request: 'a' }) }, 0);
  expect(book.of(keyOf('o1'))).toBeNull();
  expect(book.newest(10)).toEqual([]);
  expect(book.verdict(keyOf('o1'), 'a')).toBe('changed');
});

test('the longest ended case leaves first, then the longest untouched one', () => {
  const book = new CaseBook({ casesMax: 3, keepMs: 1e12 });
  const take = (order: string, act: typeof claim | typeof done, offset: number) =>
    book.take({ ...caseRecord(act, { order, request: `${order} ${act.act}` }) }, offset);
  take('open', claim, 0);
  take('first', done, 1);
  take('second', done, 2);
  take('third', done, 3);
  expect(['open', 'first', 'second', 'third'].map((order) => book.of(keyOf(order)) !== null)).toEqual([
    true,
    false,
    true,
    true,
  ]);
  for (const [index, order] of ['a', 'b', 'c'].entries()) take(order, claim, 4 + index);
  expect(['open', 'second', 'third'].map((order) => book.of(keyOf(order)))).toEqual([null, null, null]);
  expect(book.size).toBe(3);
});

test('cases that nobody touched for long are forgotten by the times in the log', () => {
  const book = new CaseBook({ casesMax: 10, keepMs: 3_600_000 });
  book.take({ ...caseRecord(done, { order: 'old' }) }, 0);
  book.take({ ...caseRecord(done, { order: 'new', minute: 120 }) }, 1);
  expect(book.of(keyOf('old'))).toBeNull();
  expect(book.of(keyOf('new'))).not.toBeNull();
});
