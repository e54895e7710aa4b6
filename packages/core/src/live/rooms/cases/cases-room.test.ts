import { TidewatchError } from '@tidewatch/contract/errors';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { NEVER } from 'rxjs';
import { expect, test } from 'vitest';
import { CaseBook } from '../../../cases/case-book.ts';
import type { StoreReads } from '../../view/store-watch.ts';
import type { EventFeed } from '../events/event-feed.ts';
import { CasesRoom } from './cases-room.ts';

test('a queue whose store refuses a later question says that history is unavailable, and asks again', async () => {
  let now = 0;
  let refuses = false;
  const searchEvents = async () => {
    if (refuses) throw new TidewatchError('internal', 'the store refused');
    return { events: [], next: null };
  };
  const room = new CasesRoom(
    { type: ['suite.e0'], where: [], show: 'open', person: null, tz: 'UTC', limit: 5 },
    { rows: {}, showPii: true },
    {
      feed: { start: async () => undefined, kept: [], events: NEVER } as unknown as EventFeed,
      store: { searchEvents } as unknown as StoreReads,
      catalog: () => suiteCatalog,
      asOf: () => null,
      now: () => now,
      book: new CaseBook(),
    },
  );
  await room.open();
  for (const wanted of ['unavailable', 'available']) {
    refuses = !refuses;
    room.next((now += 60_000));
    // What is not waited for here would end the process.
    await new Promise((resolve) => setImmediate(resolve));
    expect(room.next((now += 1_000))?.changes).toMatchObject({ history: wanted });
  }
  room.close();
});
