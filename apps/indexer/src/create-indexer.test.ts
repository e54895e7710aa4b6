import { afterEach, describe, expect, it, vi } from 'vitest';
import { counters } from '@tidewatch/testkit/live-world/order-frame';
import { suiteCatalog, suiteMetrics } from '@tidewatch/testkit/metric-store-suite';
import {
  cleanUps,
  countOf,
  dayMs,
  emptyStore,
  everything,
  frameOf,
  generation,
  indexerOnMemory,
  nowMs,
} from './indexer-on-memory.fixture.ts';

const soon = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 5_000, interval: 10 });

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

describe('indexer', () => {
  it('brings frames into the store and commits them', async () => {
    const { append, start, count, committed, store } = await indexerOnMemory({ catalog: suiteCatalog });
    await append(frameOf(0), frameOf(4));
    await start();
    await soon(() => committed()).toBe(2);
    expect(await count()).toBe(5);
    expect(await store.progress()).toMatchObject([{ through: 4, asOf: nowMs, counters }]);
    await append(frameOf(9));
    await soon(() => count()).toBe(10);
  });

  it('says what it waits for, until it stores', async () => {
    const { start, define } = await indexerOnMemory({ catalog: suiteCatalog, definitions: [] });
    const indexer = await start();
    expect(indexer.unready).toEqual(['there are no definitions yet: the processor has not started']);
    await define(generation(suiteCatalog, 'one'));
    await soon(() => indexer.unready).toEqual([]);
  });

  it('writes only the newest version of each cell at a flush', async () => {
    const { append, start, committed, upserted } = await indexerOnMemory({ catalog: suiteCatalog });
    await append(frameOf(1), frameOf(5), frameOf(3), frameOf(4, { cells: [] }));
    await start();
    await soon(() => committed()).toBe(4);
    expect(upserted).toHaveLength(1);
    expect(upserted[0]).toMatchObject({ cells: [{ entries: [[['m', 'c', 'r'], 5, 6]] }], progress: { through: 5 } });
  });

  it('commits nothing that the store does not have, and begins again there', async () => {
    const { append, start, committed, hold, count, upsertions } = await indexerOnMemory({ catalog: suiteCatalog });
    const release = hold();
    await append(frameOf(7));
    const first = await start();
    await soon(() => upsertions.begun).toBe(1);
    expect(await committed()).toBe(null);
    await first.stop();
    release();
    expect(await committed()).toBe(null);
    await start();
    await soon(() => committed()).toBe(1);
    expect(await count()).toBe(8);
  });

  it('leaves out what is no frame and goes on', async () => {
    const { append, start, committed, counted, count, failures } = await indexerOnMemory({ catalog: suiteCatalog });
    await append('nonsense', '{"v":1}', 'null', frameOf(2));
    await start();
    await soon(() => committed()).toBe(4);
    expect(counted.get('frames_invalid')).toBe(3);
    expect(await count()).toBe(3);
    expect(failures).toEqual([]);
  });

  it('stops at a frame of a newer version', async () => {
    const { append, start, committed, failures } = await indexerOnMemory({ catalog: suiteCatalog });
    await append('{"v":2}');
    await start();
    await soon(() => failures).toMatchObject([{ code: 'newer_format' }]);
    expect(await committed()).toBe(null);
  });

  it('drops cells that are older than keep, and counts them', async () => {
    const { append, start, committed, counted, upserted } = await indexerOnMemory({ catalog: suiteCatalog });
    const cell = (grain: string, window: number) => ({
      metric: 'orders',
      grain,
      window,
      entries: [[['m', 'c', 'r'], 1, 1]] as const,
    });
    await append(
      frameOf(1, {
        cells: [
          cell('1m', nowMs - 36 * dayMs),
          cell('1m', nowMs - 34 * dayMs),
          cell('1h', nowMs - 36 * dayMs),
          cell('5m', nowMs),
        ],
      }),
    );
    await start();
    await soon(() => committed()).toBe(1);
    expect(counted.get('indexer_expired_cells')).toBe(2);
    expect(upserted[0]?.cells.map(({ grain, window }) => [grain, window])).toEqual([
      ['1m', nowMs - 34 * dayMs],
      ['1h', nowMs - 36 * dayMs],
    ]);
  });

  it('waits for the definitions of a generation that frames tell of first', async () => {
    const { append, define, start, committed, count, said } = await indexerOnMemory({ catalog: suiteCatalog });
    await append(frameOf(1), frameOf(4, { generation: 2 }));
    await start();
    await soon(() => said).toContain('The indexer waits for the definitions of a newer generation.');
    expect(await committed()).not.toBe(2);
    const wider = { ...suiteCatalog, metrics: [...suiteCatalog.metrics, { ...suiteMetrics.orders, metric: 'more' }] };
    await define(generation(wider, 'two'));
    await soon(() => committed()).toBe(2);
    expect(await count(1)).toBe(2);
    expect(await count(2)).toBe(5);
  });

  const changed = { ...suiteCatalog, metrics: [{ ...suiteMetrics.orders, by: ['merchant'] }] };
  const ofOne = { metric: 'orders', grain: '1m', window: nowMs, entries: [[['m'], 3, 4]] } as const;

  it('stores a redefined metric as it was and as it is now until the newer definition has caught up', async () => {
    const { append, start, store, committed, count } = await indexerOnMemory({
      catalog: suiteCatalog,
      definitions: [generation(suiteCatalog, 'one'), { ...generation(changed, 'two'), awaits: true }],
    });
    await append(frameOf(1), frameOf(3, { generation: 2, cells: [ofOne] }), frameOf(5));
    await start();
    await soon(() => committed()).toBe(3);
    expect(await count(1)).toBe(6);
    expect(await countOf(store, changed, 2)).toBe(4);
  });

  it('leaves out cells of a metric that was redefined', async () => {
    const { append, start, committed, counted, upserted } = await indexerOnMemory({
      catalog: suiteCatalog,
      definitions: [generation(suiteCatalog, 'one'), generation(changed, 'two')],
    });
    await append(frameOf(1), frameOf(3, { generation: 2, cells: [ofOne] }));
    await start();
    await soon(() => committed()).toBe(2);
    expect(counted.get('indexer_unreadable_cells')).toBe(1);
    expect(upserted.flatMap(({ cells }) => cells)).toMatchObject([{ entries: [[['m'], 3, 4]] }]);
  });

  it('indexes events once, with their coordinates, and not those older than keep', async () => {
    const { log, start, store, counted, committedEvents } = await indexerOnMemory({ catalog: suiteCatalog });
    const eventOf = (id: string, time = nowMs) => ({
      key: 'k',
      value: JSON.stringify({
        specversion: '1.0',
        id,
        source: '/shop',
        type: 'suite.e1',
        time: new Date(time).toISOString(),
        data: { merchant: 'm1' },
      }),
    });
    await log.append('events', [
      eventOf('a'),
      eventOf('b'),
      eventOf('a'),
      { key: 'k', value: 'broken' },
      eventOf('old', nowMs - 40 * dayMs),
      eventOf('c'),
    ]);
    const search = () =>
      store.searchEvents(
        { types: ['suite.e1'], fromMs: 0, toMs: nowMs + dayMs, where: {}, after: null, limit: 10 },
        everything,
      );
    const first = await start();
    await soon(() => committedEvents()).toBe(6);
    const { events } = await search();
    expect(events.map(({ offset, event }) => [offset, event.id])).toEqual([
      [5, 'c'],
      [1, 'b'],
      [0, 'a'],
    ]);
    expect(counted.get('indexer_expired_events')).toBe(1);
    await first.stop();
    await log.append('events', [eventOf('b'), eventOf('d')]);
    await start();
    await soon(() => committedEvents()).toBe(8);
    expect((await search()).events.map(({ event }) => event.id)).toEqual(['d', 'c', 'b', 'a']);
  });

  it('records what the store refuses for good', async () => {
    const refused = { metric: 'orders', reason: 'refused with status 400 (document_parsing_exception)' };
    const { append, start, committed, counted, log } = await indexerOnMemory({
      catalog: suiteCatalog,
      store: { upsertPartials: async () => [refused, refused] },
    });
    await append(frameOf(1));
    await start();
    await soon(() => committed()).toBe(1);
    await append(frameOf(2));
    await soon(() => committed()).toBe(2);
    expect(counted.get('quarantined')).toBe(4);
    expect(await log.offsets('operations')).toMatchObject([{ end: 1 }]);
    const batch = await vi.waitFor(
      () =>
        new Promise<string>((resolve) => {
          const reading = log.tail('operations', new Map()).subscribe(({ records, done }) => {
            done();
            if (records[0] !== undefined) resolve(Buffer.from(records[0].value!).toString());
          });
          cleanUps.push(async () => reading.unsubscribe());
        }),
    );
    expect(JSON.parse(batch)).toMatchObject({ v: 1, kind: 'quarantine', ...refused, documents: 2 });
  });

  it('fills a store that is new from all that the log still holds, beside one that it filled before', async () => {
    const { append, start, committed, log } = await indexerOnMemory({ catalog: suiteCatalog });
    await append(frameOf(3));
    const value = JSON.stringify({
      specversion: '1.0',
      id: 'a',
      source: '/shop',
      type: 'suite.e1',
      time: new Date(nowMs).toISOString(),
      data: { merchant: 'm1' },
    });
    await log.append('events', [{ key: 'k', value }]);
    const first = await start();
    await soon(() => committed()).toBe(1);
    await first.stop();
    const fresh = await emptyStore();
    await start(fresh);
    await soon(() => countOf(fresh, suiteCatalog, 1)).toBe(4);
    const search = { types: ['suite.e1'], fromMs: 0, toMs: nowMs + dayMs, where: {}, after: null, limit: 10 };
    await soon(async () => (await fresh.searchEvents(search, everything)).events.length).toBe(1);
  });

  it('is exact after many restarts', async () => {
    const { append, start, committed, count } = await indexerOnMemory({ catalog: suiteCatalog });
    for (let round = 0; round < 15; round += 1) {
      await append(frameOf(round * 2), frameOf(round * 2 + 1));
      const indexer = await start();
      if (round % 3 !== 0) await soon(() => committed()).toBeGreaterThan(round);
      await indexer.stop();
    }
    await start();
    await soon(() => committed()).toBe(30);
    expect(await count()).toBe(30);
  });
});
