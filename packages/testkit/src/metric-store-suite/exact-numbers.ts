import { expect, it } from 'vitest';
import type { Metric } from '@tidewatch/contract';
import type { MeasureInput } from '@tidewatch/core/measures/measure';
import { CellsModel } from './model/cells-model.ts';
import { expectSeries } from './model/expect-series.ts';
import { minuteMs, suiteMetrics, suiteStartMs } from './suite-catalog.ts';
import type { SuiteContext } from './store-under-test.ts';
import { queryOf, writeOf } from './model/writes.ts';

const { value, wait, smallest, largest } = suiteMetrics;
const limit = Number.MAX_SAFE_INTEGER;
const wide = 2n ** 70n + 1n;

const cases: readonly (readonly [string, Metric, readonly (readonly MeasureInput[])[]])[] = [
  ['integers up to 2^53 whose sum is beyond', value, [[limit], [limit], [1], [limit - 2]]],
  ['integers beyond 2^53', value, [[2n ** 53n + 1n], [2n ** 62n + 3n], [1], [5]]],
  ['integers beyond 2^63', value, [[wide], [wide], [3]]],
  ['negative integers that cancel out large ones', value, [[limit], [-limit], [-limit, -7n], [limit], [3]]],
  ['negative integers beyond 2^53', value, [[-(2n ** 55n) - 1n], [-(2n ** 55n)], [1]]],
  ['zero', value, [[0], [0]]],
  ['fractions', value, [[0.1], [0.2], [1e-9], [123_456.789]]],
  ['averages of large integers', wait, [[limit, limit], [limit], [5]]],
  ['averages of fractions', wait, [[0.5, 0.25], [7.125]]],
  ['averages beyond 2^63', wait, [[wide, 1], [wide]]],
  ['the least of integers beyond 2^53', smallest, [[2n ** 60n + 1n], [2n ** 60n + 3n]]],
  ['the least of mixed sizes', smallest, [[2n ** 60n + 1n], [-4.5], [12]]],
  ['the largest of integers beyond 2^53', largest, [[2n ** 60n + 1n], [2n ** 60n + 3n], [1]]],
  ['the largest of negative numbers', largest, [[-1.5], [-2.5]]],
  ['tiny and huge fractions', largest, [[5e-324], [1.7e308]]],
];

export function exactNumbers(context: SuiteContext): void {
  it.each(cases)('merges exactly: %s', async (_, metric, partials) => {
    const store = context.store();
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const writes = partials.map((inputs, index) =>
      writeOf({ generation, partition: index % 8, slice: index * 10 }, [
        {
          metric,
          group: ['m1', `c${index % 2}`, 'r'],
          window: suiteStartMs + (index % 2) * minuteMs,
          through: index * 10 + 1,
          inputs,
        },
      ]),
    );
    model.upsert(writes);
    expect(await store.upsertPartials(writes)).toEqual([]);
    await store.refresh();
    await expectSeries(store, model, queryOf(metric, generation));
    await expectSeries(
      store,
      model,
      queryOf(metric, generation, { by: [], bounds: [suiteStartMs, suiteStartMs + 60 * minuteMs] }),
    );
    await expectSeries(store, model, queryOf(metric, generation, { by: ['city'], only: [['c1']] }));
  });

  it('sums many partials that pass 2^53 together', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const cells = Array.from({ length: 300 }, (_, index) => ({
      metric: value,
      group: [`m${index}`, 'c', 'r'],
      through: 1,
      inputs: [2n ** 50n + BigInt(index * 2 + 1)],
    }));
    const write = writeOf({ generation }, cells);
    model.upsert([write]);
    await store.upsertPartials([write]);
    await store.refresh();
    const found = await expectSeries(store, model, queryOf(value, generation, { by: [] }));
    expect([...found.values()][0]![0]).toBe(`${300n * 2n ** 50n + 90_000n}n`);
  });
}
