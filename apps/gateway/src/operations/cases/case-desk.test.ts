import type { EventItem } from '@tidewatch/contract/events';
import { CaseBook } from '@tidewatch/core/cases/case-book';
import { eventKey } from '@tidewatch/core/query/events/event-key';
import type { EventLog, NewRecord } from '@tidewatch/core/ports/event-log';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { expect, test } from 'vitest';
import { CaseDesk } from './case-desk.ts';

const rina = { id: 'person-rina', name: 'Rina' };
const dewi = { id: 'person-dewi', name: 'Dewi' };
const everyone = { rows: {}, showPii: false };
const key = eventKey({ time: 0, source: 'shop', id: 'o1' });
const item = { key, source: 'shop', id: 'o1', type: 'suite.e0', time: new Date(0).toISOString() } as EventItem;

/** A log that has records before this process has read them. */
function setUp() {
  const written: unknown[] = [];
  const log = {
    async append(_: string, [record]: readonly NewRecord[]) {
      written.push(JSON.parse(String(record?.value)));
      return new Map([[0, written.length - 1]]);
    },
  } as unknown as EventLog;
  const book = new CaseBook();
  const desk = new CaseDesk({
    log,
    clock: { now: () => 5 },
    book,
    catalog: () => suiteCatalog,
    find: async () => item,
  });
  const read = () =>
    written.forEach((record, offset) => book.take(record as Readonly<Record<string, unknown>>, offset));
  return { desk, read };
}

test('an answer says what the log made of it, not what was hoped for', async () => {
  const { desk, read } = setUp();
  // Neither has been read when both are written: only their order in the log can decide.
  const first = desk.act(key, { act: 'claim', request: 'request-1', by: rina }, everyone);
  const second = desk.act(key, { act: 'claim', request: 'request-2', by: dewi }, everyone);
  let answered = 0;
  for (const answer of [first, second]) void answer.then(() => answered++);
  await new Promise(setImmediate);
  expect(answered).toBe(0);
  read();
  expect(await first).toMatchObject({ case: { claim: { by: rina } }, refusal: null });
  expect(await second).toMatchObject({ case: { claim: { by: rina } }, refusal: { code: 'case_taken' } });
});
