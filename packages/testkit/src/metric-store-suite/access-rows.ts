import { expect, it } from 'vitest';
import type { Access } from '@tidewatch/contract';
import { CellsModel } from './model/cells-model.ts';
import { expectSeries } from './model/expect-series.ts';
import { everything, minuteMs, suiteMetrics, suiteStartMs } from './suite-catalog.ts';
import type { SuiteContext } from './store-under-test.ts';
import { queryOf, writeOf } from './model/writes.ts';

const { orders, patients, plain } = suiteMetrics;
const only = (rows: Access['rows']): Access => ({ rows, showPii: true });

export function accessRows(context: SuiteContext): void {
  it('merges only cells that the caller may see', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const write = writeOf({ generation }, [
      ...['m1', 'm2', 'm3'].flatMap((merchant, index) =>
        ['c1', 'c2'].flatMap((city) => [
          {
            metric: orders,
            group: [merchant, city, 'r'],
            through: 5,
            inputs: Array.from({ length: 1 + index }, () => null),
          },
          {
            metric: patients,
            group: [merchant, city, 'r'],
            through: 5,
            inputs: [`${merchant}${city}`],
          },
        ]),
      ),
      { metric: plain, group: [], through: 5, inputs: [null] },
    ]);
    model.upsert([write]);
    await store.upsertPartials([write]);
    await store.refresh();
    for (const metric of [orders, patients]) {
      for (const access of [
        only({ merchant: ['m1'] }),
        only({ merchant: ['m1', 'm3'], city: ['c2'] }),
        only({ merchant: [] }),
        only({ merchant: ['absent'] }),
      ]) {
        await expectSeries(store, model, queryOf(metric, generation), access);
        await expectSeries(store, model, queryOf(metric, generation, { by: [] }), access);
        await expectSeries(store, model, queryOf(metric, generation, { by: ['merchant'], only: [['m2']] }), access);
        await expectSeries(
          store,
          model,
          queryOf(metric, generation, { by: ['city'], where: { merchant: ['m1', 'm2'] } }),
          access,
        );
      }
    }
    expect((await expectSeries(store, model, queryOf(orders, generation), only({ merchant: ['m2'] }))).size).toBe(2);
  });

  it('shows nothing of a metric that lacks the dimension of the row filter', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const write = writeOf({ generation }, [{ metric: plain, group: [], through: 5, inputs: [null] }]);
    model.upsert([write]);
    await store.upsertPartials([write]);
    await store.refresh();
    expect((await expectSeries(store, model, queryOf(plain, generation), only({ merchant: ['m1'] }))).size).toBe(0);
    expect((await expectSeries(store, model, queryOf(plain, generation), everything)).size).toBe(1);
  });

  it('finds only events that the caller may see', async () => {
    const store = context.store();
    const type = context.nextEventType();
    const events = ['m1', 'm2', null].map((merchant, offset) => ({
      topic: 'events',
      partition: 0,
      offset,
      appendTime: suiteStartMs,
      event: {
        id: `${offset}`,
        source: '/suite',
        type,
        time: suiteStartMs,
        subject: null,
        imported: false,
        data: { merchant, patientName: 'somebody' },
      },
    }));
    await store.indexEvents(events);
    await store.refresh();
    const query = {
      types: [type],
      fromMs: suiteStartMs,
      toMs: suiteStartMs + minuteMs,
      where: {},
      after: null,
      limit: 10,
    };
    const offsets = async (rows: Access['rows'], where: Access['rows'] = {}) =>
      (await store.searchEvents({ ...query, where }, only(rows))).events.map(({ offset }) => offset);
    expect(await offsets({})).toEqual([2, 1, 0]);
    expect(await offsets({ merchant: ['m1'] })).toEqual([0]);
    expect(await offsets({ merchant: ['m1'] }, { merchant: ['m2'] })).toEqual([]);
    expect(await offsets({ merchant: [] })).toEqual([]);
    expect(await offsets({ city: ['c1'] })).toEqual([]);
  });
}
