import { expect, it } from 'vitest';
import fc from 'fast-check';
import type { PartialsWrite } from '@tidewatch/core/ports/metric-store';
import { CellsModel } from './model/cells-model.ts';
import { expectSeries } from './model/expect-series.ts';
import { suiteMetrics, suiteStartMs, minuteMs } from './suite-catalog.ts';
import type { SuiteContext } from './store-under-test.ts';
import { progressOf, queryOf, writeOf } from './model/writes.ts';

const { orders, value } = suiteMetrics;
const group = ['m1', 'Jakarta', 'none'];

export function upserts(context: SuiteContext): void {
  const orderOf = async (versions: readonly { through: number; inputs: number }[]) => {
    const store = context.store();
    const generation = context.nextGeneration();
    const model = new CellsModel();
    for (const { through, inputs } of versions) {
      const write = writeOf({ generation }, [
        { metric: orders, group, through, inputs: Array.from({ length: inputs }, () => null) },
      ]);
      model.upsert([write]);
      expect(await store.upsertPartials([write])).toEqual([]);
    }
    await store.refresh();
    return expectSeries(store, model, queryOf(orders, generation));
  };

  it('replaces a cell by a newer version', async () => {
    expect(
      [
        ...(
          await orderOf([
            { through: 5, inputs: 2 },
            { through: 9, inputs: 4 },
          ])
        ).values(),
      ][0]![0],
    ).toBe(4);
  });

  it('ignores an older version', async () => {
    expect(
      [
        ...(
          await orderOf([
            { through: 9, inputs: 4 },
            { through: 5, inputs: 2 },
          ])
        ).values(),
      ][0]![0],
    ).toBe(4);
  });

  it('takes an equal version as done', async () => {
    expect(
      [
        ...(
          await orderOf([
            { through: 9, inputs: 4 },
            { through: 9, inputs: 4 },
          ])
        ).values(),
      ][0]![0],
    ).toBe(4);
  });

  it('keeps the newest version of a cell that one call holds several times', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const writes = [3, 8, 5].map((through) =>
      writeOf({ generation }, [
        { metric: orders, group, through, inputs: Array.from({ length: through }, () => null) },
      ]),
    );
    const model = new CellsModel();
    model.upsert(writes);
    expect(await store.upsertPartials(writes)).toEqual([]);
    await store.refresh();
    const found = await expectSeries(store, model, queryOf(orders, generation));
    expect([...found.values()][0]![0]).toBe(8);
  });

  it('compares versions per cell, not per slice', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const cell = (name: string, through: number) => ({
      metric: orders,
      group: [name, 'x', 'y'],
      through,
      inputs: [null],
    });
    const writes = [
      writeOf({ generation }, [cell('a', 9)]),
      writeOf({ generation }, [cell('a', 4), { ...cell('b', 4), inputs: [null, null] }]),
      writeOf({ generation }, [{ ...cell('b', 7), inputs: [null, null, null] }, cell('c', 1)]),
    ];
    for (const write of writes) {
      model.upsert([write]);
      await store.upsertPartials([write]);
    }
    await store.refresh();
    await expectSeries(store, model, queryOf(orders, generation));
  });

  it('takes a frame in parts', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const cells = Array.from({ length: 30 }, (_, index) => ({
      metric: index % 2 === 0 ? orders : value,
      window: suiteStartMs + (index % 7) * minuteMs,
      group: [`m${index % 5}`, 'x', `r${index}`],
      through: 100 + index,
      inputs: [index],
    }));
    const parts = [0, 10, 20].map((from) =>
      writeOf({ generation }, cells.slice(from, from + 10), from === 20 ? progressOf({ generation }, 129) : null),
    );
    for (const part of parts) {
      model.upsert([part]);
      await store.upsertPartials([part]);
    }
    await store.refresh();
    await expectSeries(store, model, queryOf(orders, generation));
    await expectSeries(store, model, queryOf(value, generation));
    expect((await store.progress()).filter((one) => one.generation === generation)).toEqual([
      progressOf({ generation }, 129),
    ]);
  });

  it('keeps the newest progress of each partition', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const put = (partition: number, slice: number, through: number, asOf?: number) =>
      store.upsertPartials([
        writeOf({ generation, partition, slice }, [], progressOf({ generation, partition, slice }, through, asOf)),
      ]);
    await put(0, 0, -1);
    await put(0, 0, 9);
    await put(0, 10, 19);
    await put(0, 0, 9);
    await put(1, 0, 5);
    await put(1, 0, 5, suiteStartMs + 999_999);
    await store.refresh();
    const found = (await store.progress())
      .filter((one) => one.generation === generation)
      .toSorted((a, b) => a.partition - b.partition);
    expect(found).toEqual([
      progressOf({ generation, slice: 10 }, 19),
      progressOf({ generation, partition: 1 }, 5, suiteStartMs + 999_999),
    ]);
  });

  it('accepts nothing to write', async () => {
    expect(await context.store().upsertPartials([])).toEqual([]);
    expect(await context.store().upsertPartials([writeOf({ generation: context.nextGeneration() }, [])])).toEqual([]);
  });

  it('ends with the highest versions whatever the order, the batches and the repetitions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(versionArbitrary, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        async (versions, batch) => {
          const store = context.store();
          const generation = context.nextGeneration();
          const model = new CellsModel();
          const writes: PartialsWrite[] = versions.map(({ partition, slice, minute, name, through }) =>
            writeOf({ generation, partition, slice }, [
              {
                metric: value,
                window: suiteStartMs + minute * minuteMs,
                group: [`m${name % 3}`, `c${name % 2}`, 'r'],
                through: slice + through,
                // The state is a function of identity and version, as in a real fold.
                inputs: [partition + 3 * slice + 7 * minute + 11 * name + 1000 * through],
              },
            ]),
          );
          for (let from = 0; from < writes.length; from += batch)
            await store.upsertPartials(writes.slice(from, from + batch));
          model.upsert(writes);
          await store.refresh();
          await expectSeries(store, model, queryOf(value, generation));
          await expectSeries(
            store,
            model,
            queryOf(value, generation, {
              by: ['merchant'],
              bounds: [suiteStartMs, suiteStartMs + 60 * minuteMs],
            }),
          );
        },
      ),
      { numRuns: 12, seed: 20_261_121 },
    );
  });
}

const versionArbitrary = fc.record({
  partition: fc.integer({ min: 0, max: 2 }),
  slice: fc.constantFrom(0, 64, 128),
  minute: fc.integer({ min: 0, max: 3 }),
  name: fc.integer({ min: 0, max: 5 }),
  through: fc.integer({ min: 0, max: 63 }),
});
