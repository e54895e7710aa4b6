import { expect, it } from 'vitest';
import type { Catalog, Metric } from '@tidewatch/contract';
import { CellsModel } from './model/cells-model.ts';
import { expectSeries } from './model/expect-series.ts';
import { dayMs, everything, hourMs, minuteMs, suiteCatalog, suiteMetrics, suiteStartMs } from './suite-catalog.ts';
import type { SuiteContext, StoreUnderTest } from './store-under-test.ts';
import { progressOf, queryOf, writeOf } from './model/writes.ts';

const { orders, value, patients } = suiteMetrics;

export function upkeep(context: SuiteContext): void {
  const withFresh = async (test: (place: StoreUnderTest) => Promise<void>) => {
    const place = await context.fresh();
    try {
      await place.store.prepare(suiteCatalog);
      await test(place);
    } finally {
      await place.dispose();
    }
  };

  it('keeps all when it is closed and opened again', async ({ skip }) => {
    if (!context.capabilities.durable) skip('this store ends with its process');
    await withFresh(async ({ store, reopen }) => {
      const model = new CellsModel();
      const write = writeOf(
        { generation: 1 },
        [orders, value, patients].map((metric) => ({
          metric,
          group: ['m', 'c', 'r'],
          through: 9,
          inputs: [5],
        })),
        progressOf({ generation: 1 }, 9),
      );
      model.upsert([write]);
      await store.upsertPartials([write]);
      await store.indexEvents([indexed('suite.e0', 3, suiteStartMs)]);
      const again = await reopen();
      await again.refresh();
      for (const metric of [orders, value, patients]) await expectSeries(again, model, queryOf(metric, 1));
      expect(await again.progress()).toEqual([progressOf({ generation: 1 }, 9)]);
      expect((await again.searchEvents(eventsOf(['suite.e0'], suiteStartMs), everything)).events).toEqual([
        indexed('suite.e0', 3, suiteStartMs),
      ]);
      await again.prepare(suiteCatalog);
      const newer = writeOf({ generation: 1 }, [
        { metric: orders, group: ['m', 'c', 'r'], through: 8, inputs: [5, 6] },
      ]);
      await again.upsertPartials([newer]);
      await again.refresh();
      await expectSeries(again, model, queryOf(orders, 1));
    });
  });

  it('takes a wider catalog while it holds data', async () => {
    await withFresh(async ({ store }) => {
      const model = new CellsModel();
      const wider: Metric = { ...orders, metric: 'wider', by: ['merchant', 'channel'] };
      const catalog: Catalog = {
        ...suiteCatalog,
        metrics: [...suiteCatalog.metrics, wider],
        events: suiteCatalog.events.map((event) => ({
          ...event,
          data: {
            ...event.data,
            channel: { type: 'string', dimension: true, pii: false, required: false },
            amount: { ...event.data['items']! },
          },
        })),
      };
      const before = writeOf({ generation: 1 }, [
        { metric: orders, group: ['m', 'c', 'r'], through: 9, inputs: [null] },
      ]);
      await store.upsertPartials([before]);
      await store.indexEvents([indexed('suite.e1', 1, suiteStartMs)]);
      await store.prepare(catalog);
      await store.prepare(catalog);
      const after = writeOf({ generation: 2 }, [
        { metric: orders, group: ['m', 'c', 'r'], through: 9, inputs: [null] },
        { metric: wider, group: ['m', 'app'], through: 9, inputs: [null] },
      ]);
      expect(await store.upsertPartials([after])).toEqual([]);
      const event = indexed('suite.e1', 2, suiteStartMs);
      const channelled = {
        ...event,
        event: { ...event.event, data: { ...event.event.data, channel: 'app', amount: 7 } },
      };
      expect(await store.indexEvents([channelled])).toEqual([]);
      await store.refresh();
      model.upsert([before, after]);
      await expectSeries(store, model, queryOf(orders, 1));
      await expectSeries(store, model, queryOf(orders, 2));
      expect((await expectSeries(store, model, queryOf(wider, 2, { by: ['channel'] }))).size).toBe(1);
      const page = await store.searchEvents(
        { ...eventsOf(['suite.e1'], suiteStartMs), where: { channel: ['app'] } },
        everything,
      );
      expect(page.events).toEqual([channelled]);
      expect((await store.searchEvents(eventsOf(['suite.e1'], suiteStartMs), everything)).events).toHaveLength(2);
    });
  });

  it('holds a metric as it was and as it is now while one generation catches up with the other', async () => {
    await withFresh(async ({ store }) => {
      const model = new CellsModel();
      const as = (generation: number, metric: Metric, group: readonly string[]) => {
        const write = writeOf({ generation }, [{ metric, group, through: 9, inputs: [7] }]);
        return { ...write, cells: write.cells.map((cells) => ({ ...cells, definition: metric })) };
      };
      // As many dimensions, and states that could be of either: nothing but the definition tells them apart.
      const now: Metric = { ...orders, by: ['city', 'channel', 'merchant'], measure: 'sum', field: 'event.data.items' };
      const was: Metric = { ...orders, by: ['merchant', 'shelf', 'reason'] };
      await store.prepare({ ...suiteCatalog, metrics: [was, ...suiteCatalog.metrics.slice(1), now] });
      const writes = [as(1, was, ['m', 's', 'r']), as(2, now, ['c', 'app', 'm'])];
      expect(await store.upsertPartials(writes)).toEqual([]);
      await store.refresh();
      model.upsert(writes);
      const read = async (metric: Metric, generation: number, by: readonly string[]) =>
        [...(await expectSeries(store, model, queryOf(metric, generation, { by }))).keys()].map((key) =>
          JSON.parse(key),
        );
      expect(await read(was, 1, was.by)).toEqual([['m', 's', 'r']]);
      expect(await read(was, 1, ['shelf'])).toEqual([['s']]);
      expect(await read(now, 2, now.by)).toEqual([['c', 'app', 'm']]);
      expect(await read(now, 2, ['channel'])).toEqual([['app']]);
    });
  });

  it('prunes what is older than keep, and only that', async () => {
    await withFresh(async ({ store }) => {
      const nowMs = suiteStartMs + 3 * hourMs;
      const model = new CellsModel();
      const cell = (grain: string, window: number) => ({
        metric: orders,
        grain,
        window,
        group: ['m', 'c', 'r'],
        through: 1,
        inputs: [null],
      });
      const kept = [
        cell('1m', suiteStartMs),
        cell('1m', nowMs - 35 * dayMs + hourMs),
        cell('1h', nowMs - 400 * dayMs + hourMs),
        cell('1h', nowMs - 60 * dayMs),
      ];
      const old = [cell('1m', nowMs - 38 * dayMs), cell('1m', nowMs - 70 * dayMs), cell('1h', nowMs - 470 * dayMs)];
      const write = writeOf({ generation: 1 }, kept);
      model.upsert([write]);
      await store.upsertPartials([write, writeOf({ generation: 1 }, old)]);
      const times = [nowMs - 29 * dayMs, nowMs - hourMs, nowMs - 70 * dayMs];
      await store.indexEvents(times.map((time, offset) => indexed('suite.e2', offset, time)));
      await store.refresh();
      expect(await store.prune({ nowMs, catalog: suiteCatalog })).toBeGreaterThan(0);
      await store.refresh();
      for (const grain of ['1m', '1h']) {
        await expectSeries(
          store,
          model,
          queryOf(orders, 1, {
            grain,
            bounds: [nowMs - 600 * dayMs, nowMs - 500 * dayMs, nowMs + dayMs],
          }),
        );
      }
      const page = await store.searchEvents({ ...eventsOf(['suite.e2'], nowMs), fromMs: 0 }, everything);
      expect(page.events.map(({ offset }) => offset)).toEqual([1, 0]);
      expect(await store.prune({ nowMs, catalog: suiteCatalog })).toBe(0);
      await store.upsertPartials([writeOf({ generation: 1, slice: 5 }, [cell('1m', nowMs)])]);
    });
  });

  it('keeps the highest versions when many write at once', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const second = context.capabilities.shared ? await context.fresh() : null;
    const stores = second === null ? [store] : [second.store, await second.openSecond()];
    for (const one of stores) await one.prepare(suiteCatalog);
    const model = new CellsModel();
    const writes = Array.from({ length: 40 }, (_, index) => {
      const through = (index * 17) % 40;
      const cells = Array.from({ length: 25 }, (__, name) => ({
        metric: value,
        window: suiteStartMs + (name % 3) * minuteMs,
        group: [`m${name}`, 'c', 'r'],
        through,
        inputs: [through * 100 + name],
      }));
      return writeOf({ generation }, cells, progressOf({ generation }, through));
    });
    model.upsert(writes);
    const refused = await Promise.all(
      writes.map((write, index) => stores[index % stores.length]!.upsertPartials([write])),
    );
    expect(refused.flat()).toEqual([]);
    for (const one of stores) {
      await one.refresh();
      await expectSeries(one, model, queryOf(value, generation));
      expect((await one.progress()).filter((progress) => progress.generation === generation)).toEqual([
        progressOf({ generation }, 39),
      ]);
    }
    await second?.dispose();
  });

  it('answers reads and writes at the same time', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const write = (slice: number) =>
      writeOf({ generation, slice }, [{ metric: value, group: ['m', 'c', 'r'], through: slice, inputs: [1] }]);
    const writes = Array.from({ length: 10 }, (_, index) => write(index * 10));
    model.upsert(writes);
    const reads = Array.from({ length: 10 }, () => store.series(queryOf(value, generation, { by: [] }), everything));
    await Promise.all([
      ...writes.map((one) => store.upsertPartials([one])),
      ...reads,
      store.refresh(),
      store.progress(),
    ]);
    await store.refresh();
    await expectSeries(store, model, queryOf(value, generation));
  });

  it('has a name from the first prepare on, as long as its data', async () => {
    const place = await context.fresh();
    expect(await place.store.identity()).toBe(null);
    await place.store.prepare(suiteCatalog);
    const name = await place.store.identity();
    expect(name).toMatch(/^[a-z0-9-]{8,64}$/);
    await place.store.prepare({ ...suiteCatalog, metrics: [orders] });
    expect(await place.store.identity()).toBe(name);
    expect(await place.store.progress()).toEqual([]);
    if (context.capabilities.shared) expect(await (await place.openSecond()).identity()).toBe(name);
    if (context.capabilities.durable) expect(await (await place.reopen()).identity()).toBe(name);
    await place.dispose();
    const other = await context.fresh();
    await other.store.prepare(suiteCatalog);
    expect(await other.store.identity()).not.toBe(name);
    await other.dispose();
  });

  it('can be closed twice', async () => {
    const place = await context.fresh();
    await place.store.close();
    await place.store.close();
    await place.dispose();
  });
}

function indexed(type: string, offset: number, time: number) {
  return {
    topic: 'events',
    partition: 0,
    offset,
    appendTime: time,
    event: {
      id: `${offset}`,
      source: '/suite',
      type,
      time,
      subject: null,
      imported: false,
      data: { orderId: 'o', merchant: 'm', amount: 5 },
    },
  };
}

function eventsOf(types: readonly string[], time: number) {
  return { types, fromMs: time - dayMs, toMs: time + dayMs, where: {}, after: null, limit: 10 };
}
