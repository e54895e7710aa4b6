import { expect, it } from 'vitest';
import type { Access, Metric } from '@tidewatch/contract';
import { measureOf } from '@tidewatch/core/measures/measure-of';
import type { PartialsWrite, SliceRange, StoreSlicesQuery, StoreSliceState } from '@tidewatch/core/ports/metric-store';
import { CellsModel } from './model/cells-model.ts';
import { expectSeries } from './model/expect-series.ts';
import { everything, hourMs, suiteMetrics, suiteStartMs } from './suite-catalog.ts';
import type { SuiteContext } from './store-under-test.ts';
import { allSlices, queryOf, writeOf } from './model/writes.ts';

const { orders, patients, hourly, value, wait } = suiteMetrics;
const group = ['m1', 'c', 'r'];

export function slices(context: SuiteContext): void {
  it('takes only the slices asked for, across generations, topics and epochs', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const later = context.nextGeneration();
    const model = new CellsModel();
    const one = (slice: Parameters<typeof writeOf>[0], inputs: number) =>
      writeOf(slice, [
        {
          metric: orders,
          group,
          through: (slice.slice ?? 0) + 3,
          inputs: Array.from({ length: inputs }, () => null),
        },
      ]);
    const writes = [
      one({ generation, slice: 0 }, 1),
      one({ generation, slice: 100 }, 2),
      one({ generation, slice: 200 }, 4),
      one({ generation, slice: 100, partition: 1 }, 8),
      one({ generation, slice: 100, topic: 'other' }, 16),
      one({ generation, slice: 100, epoch: 1 }, 32),
      one({ generation: later, slice: 100 }, 64),
      one({ generation: later, slice: 200 }, 128),
    ];
    model.upsert(writes);
    await store.upsertPartials(writes);
    await store.refresh();
    const range = {
      generation,
      topic: 'events',
      epoch: 0,
      partition: 0,
      from: 0,
      below: Number.MAX_SAFE_INTEGER,
    };
    const total = async (ranges: readonly SliceRange[]) =>
      [...(await expectSeries(store, model, queryOf(orders, generation, { by: [], slices: ranges }))).values()][0]?.[0];
    expect(await total([range])).toBe(7);
    expect(await total([{ ...range, below: 200 }])).toBe(3);
    expect(await total([{ ...range, from: 1, below: 200 }])).toBe(2);
    expect(
      await total([
        { ...range, from: 100, below: 101 },
        { ...range, partition: 1 },
      ]),
    ).toBe(10);
    expect(
      await total([
        { ...range, below: 200 },
        { ...range, generation: later, from: 200 },
      ]),
    ).toBe(131);
    expect(await total([{ ...range, topic: 'other' }])).toBe(16);
    expect(await total([{ ...range, epoch: 1 }])).toBe(32);
    expect(await total([{ ...range, from: 50, below: 50 }])).toBe(undefined);
    expect(await total(allSlices(generation))).toBe(15);
  });

  it('hands back the partials of the slices asked for', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const cell = (metric: typeof orders, through: number, inputs: (string | number | null)[], rest: object = {}) => ({
      metric,
      group,
      through,
      inputs,
      ...rest,
    });
    const writes = [
      writeOf({ generation, slice: 0 }, [cell(orders, 3, [null])]),
      writeOf({ generation, slice: 64, partition: 1 }, [
        cell(orders, 70, [null, null]),
        cell(orders, 71, [null], { group: ['\u0000', 'x'.repeat(10_000), '\ud83e'] }),
        cell(orders, 71, [null, null, null], { grain: '1h' }),
        cell(value, 72, [2 ** 53, 2 ** 53]),
        cell(value, 72, [0.25], { window: suiteStartMs + hourMs }),
        cell(patients, 73, ['a', 'b']),
        cell(hourly, 74, [null]),
      ]),
      writeOf({ generation, slice: 128, partition: 1 }, [cell(orders, 129, [null])]),
    ];
    await store.upsertPartials(writes);
    await store.refresh();
    const range = { ...allSlices(generation)[1]!, from: 64, below: 128 };
    expect(await cellsOf(store.partials([range], 'all'))).toEqual(flat([writes[1]!]));
    const finest = flat([writes[1]!]).filter((text) => !text.includes('"orders","1h"'));
    expect(await cellsOf(store.partials([range], 'finest'))).toEqual(finest);
    expect(await cellsOf(store.partials(allSlices(generation), 'all'))).toEqual(flat(writes));
    expect(await cellsOf(store.partials([], 'all'))).toEqual([]);
  });

  it('tells slice by slice of what a total is made', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const cell = (
      metric: Metric,
      merchant: string,
      window: number,
      through: number,
      ...inputs: (string | number | null)[]
    ) => ({
      metric,
      group: [merchant, 'c', 'r'],
      through,
      inputs,
      window,
    });
    const [first, second] = [suiteStartMs, suiteStartMs + 60_000];
    const writes = [0, 64, 128].flatMap((slice) =>
      [0, 1].map((partition) =>
        writeOf({ generation, partition, slice }, [
          cell(orders, 'm1', first, slice + 3, null, null),
          cell(orders, 'm2', first, slice + 9, null),
          cell(orders, 'm1', second, slice + 5, null),
          ...(slice === 64 ? [] : [cell(value, 'm1', first, slice + 3, 2 ** 53, 2 ** 53, 1)]),
          cell(wait, 'm1', second, slice + 1, 0.5, 2),
          cell(patients, 'm1', first, slice + 4, `p${slice}`, 'p'),
        ]),
      ),
    );
    model.upsert(writes);
    await store.upsertPartials(writes);
    await store.upsertPartials([writeOf({ generation, slice: 64 }, [cell(orders, 'm1', first, 66, null)])]);
    await store.refresh();
    const slicesOf = async (access: Access, changes: Partial<StoreSlicesQuery> & { metric: Metric }) => {
      const query = { grain: '1m', where: {}, slices: allSlices(generation), fromMs: first, toMs: second, ...changes };
      const encoded = (states: readonly StoreSliceState[]) =>
        states.map((state) => ({ ...state, state: measureOf(query.metric).encode(state.state) }));
      const wanted = model.sliceStates(query, access);
      expect(encoded(await store.sliceStates(query, access))).toEqual(encoded(wanted));
      return wanted.map(({ slice, through, cells }) => [slice, through, cells]);
    };
    expect(await slicesOf(everything, { metric: orders })).toEqual([
      [0, 9, 2],
      [64, 73, 2],
      [128, 137, 2],
      [0, 9, 2],
      [64, 73, 2],
      [128, 137, 2],
    ]);
    expect(await slicesOf(everything, { metric: orders, toMs: second + 60_000 })).toContainEqual([64, 73, 3]);
    expect(await slicesOf(everything, { metric: orders, where: { merchant: ['m1'] } })).toContainEqual([64, 67, 1]);
    expect(await slicesOf({ rows: { merchant: ['m2'] }, showPii: false }, { metric: orders })).toHaveLength(6);
    expect(await slicesOf({ rows: { nobody: ['x'] }, showPii: false }, { metric: orders })).toEqual([]);
    const [range] = allSlices(generation);
    expect(await slicesOf(everything, { metric: orders, slices: [{ ...range!, from: 64, below: 65 }] })).toHaveLength(
      1,
    );
    expect(await slicesOf(everything, { metric: value })).toHaveLength(4);
    expect(await slicesOf(everything, { metric: patients })).toHaveLength(6);
    expect(await slicesOf(everything, { metric: wait, toMs: second + 60_000 })).toHaveLength(6);
    expect(await slicesOf(everything, { metric: wait })).toEqual([]);
  });

  it('can write what it handed back to another generation', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const copy = context.nextGeneration();
    const model = new CellsModel();
    const cells = Array.from({ length: 2_500 }, (_, index) => ({
      metric: patients,
      group: [`m${index}`, `c${index % 3}`, 'r'],
      through: index,
      inputs: [`p${index % 50}`],
    }));
    await store.upsertPartials([writeOf({ generation }, cells)]);
    await store.refresh();
    for await (const write of store.partials(allSlices(generation), 'all')) {
      const moved = { ...write, generation: copy, progress: null };
      model.upsert([moved]);
      await store.upsertPartials([moved]);
    }
    await store.refresh();
    expect((await expectSeries(store, model, queryOf(patients, copy, { by: ['city'] }))).size).toBe(3);
    expect(await cellsOf(store.partials(allSlices(copy), 'all'))).toHaveLength(2_500);
  });
}

async function cellsOf(writes: AsyncIterable<PartialsWrite>): Promise<string[]> {
  const all: PartialsWrite[] = [];
  for await (const write of writes) all.push(write);
  return flat(all);
}

/** One line of text per cell, sorted: how cells are put together in writes is free. Long values are cut to keep failures readable. */
function flat(writes: readonly PartialsWrite[]): string[] {
  return writes
    .flatMap((write) =>
      write.cells.flatMap(({ metric, grain, window, entries }) =>
        entries.map(([group, through, state]) => {
          const names = group.map((name) =>
            name.length > 100 ? `${name.slice(0, 20)} and ${name.length - 20} more` : name,
          );
          return JSON.stringify([
            write.generation,
            write.topic,
            write.epoch,
            write.partition,
            write.slice,
            metric,
            grain,
            window,
            names,
            through,
            state,
          ]);
        }),
      ),
    )
    .toSorted();
}
