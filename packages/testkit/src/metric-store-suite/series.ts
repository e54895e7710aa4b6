import { describe, expect, it } from 'vitest';
import { noneGroupValue, otherGroupValue, type Metric } from '@tidewatch/contract';
import type { MeasureInput } from '@tidewatch/core/measures/measure';
import { CellsModel } from './model/cells-model.ts';
import { expectSeries, readSeries } from './model/expect-series.ts';
import { hourMs, minuteMs, suiteMetrics, suiteStartMs } from './suite-catalog.ts';
import type { SuiteContext } from './store-under-test.ts';
import { hours, minutes, queryOf, stateOf, writeOf, type CellPlan } from './model/writes.ts';

const everyMeasure: readonly (readonly [Metric, (seed: number) => MeasureInput[]])[] = [
  [suiteMetrics.orders, (seed) => Array.from({ length: 1 + (seed % 4) }, () => null)],
  [suiteMetrics.value, (seed) => [seed * 1_000_007, -seed, 12]],
  [suiteMetrics.smallest, (seed) => [seed * 1.5 - 40, seed]],
  [suiteMetrics.largest, (seed) => [-seed * 2.25, seed % 13]],
  [suiteMetrics.wait, (seed) => Array.from({ length: 1 + (seed % 3) }, (_, index) => seed + index)],
  [suiteMetrics.patients, (seed) => Array.from({ length: 20 }, (_, index) => `p${seed * 7 + index}`)],
  [suiteMetrics.delay, (seed) => Array.from({ length: 5 }, (_, index) => (seed + 1) * (index + 0.5))],
];

export function series(context: SuiteContext): void {
  describe.each(everyMeasure)('of $metric', (metric, inputs) => {
    const filled = async () => {
      const generation = context.nextGeneration();
      const model = new CellsModel();
      const writes = [0, 1, 2].flatMap((partition) =>
        [0, 500].map((slice) =>
          writeOf({ generation, partition, slice }, cellsOf(metric, inputs, partition * 10 + slice)),
        ),
      );
      model.upsert(writes);
      await context.store().upsertPartials(writes);
      await context.store().refresh();
      return { generation, model };
    };

    it('merges partials for every question', async () => {
      const store = context.store();
      const { generation, model } = await filled();
      const ask = (changes: Parameters<typeof queryOf>[2]) =>
        expectSeries(store, model, queryOf(metric, generation, changes));
      const all = await ask({});
      expect(all.size).toBeGreaterThan(10);
      await ask({ by: [] });
      await ask({ by: ['merchant'] });
      await ask({ by: ['city', 'reason'] });
      await ask({ by: ['merchant', 'reason'], bounds: minutes(12) });
      await ask({ by: [], where: { merchant: ['m1'] } });
      await ask({ by: ['city'], where: { merchant: ['m1', 'm3', 'absent'], reason: ['r0'] } });
      await ask({ by: ['merchant'], where: { merchant: ['absent'] } });
      await ask({ by: [], bounds: [suiteStartMs, suiteStartMs + 60 * minuteMs] });
      await ask({
        by: ['merchant'],
        bounds: [
          suiteStartMs + minuteMs,
          suiteStartMs + 4 * minuteMs,
          suiteStartMs + 5 * minuteMs,
          suiteStartMs + 55 * minuteMs,
        ],
      });
      await ask({ by: ['merchant'], only: [['m1'], ['m2'], ['absent']] });
      await ask({ by: ['merchant'], only: [] });
      await ask({
        by: ['merchant', 'city'],
        only: [
          ['m1', 'c1'],
          ['m2', 'c0'],
        ],
        bounds: [suiteStartMs, suiteStartMs + 60 * minuteMs],
      });
      await ask({ by: ['merchant'], only: [['m0']], where: { city: ['c0'] } });
      const [first] = [...all.keys()].map((key) => JSON.parse(key) as string[]);
      const only = [first!];
      await ask({ only });
      await ask({ only: [...only, ...only] });
      await ask({ only, bounds: [suiteStartMs, suiteStartMs + 60 * minuteMs] });
      await ask({ only, where: { city: ['c0'] } });
    });

    it('answers empty states for buckets without partials', async () => {
      const { generation, model } = await filled();
      const found = await expectSeries(
        context.store(),
        model,
        queryOf(metric, generation, { by: [], bounds: minutes(10, suiteStartMs - 5 * minuteMs) }),
      );
      expect([...found.values()][0]!.slice(0, 5)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    });
  });

  it('keeps grains apart', async () => {
    const store = context.store();
    const { orders } = suiteMetrics;
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const group = ['m1', 'c', 'r'];
    const write = writeOf({ generation }, [
      { metric: orders, group, through: 4, inputs: [null] },
      { metric: orders, window: suiteStartMs + hourMs, group, through: 4, inputs: [null, null] },
      { metric: orders, grain: '1h', group, through: 4, inputs: [null, null, null] },
      {
        metric: orders,
        grain: '1h',
        window: suiteStartMs + 40 * 24 * hourMs,
        group,
        through: 4,
        inputs: [null],
      },
    ]);
    model.upsert([write]);
    await store.upsertPartials([write]);
    await store.refresh();
    const found = await expectSeries(store, model, queryOf(orders, generation, { grain: '1h', bounds: hours(3) }));
    expect([...found.values()]).toEqual([[3, undefined, undefined]]);
    await expectSeries(store, model, queryOf(orders, generation, { bounds: hours(3) }));
    const months = [suiteStartMs, suiteStartMs + 20 * 24 * hourMs, suiteStartMs + 60 * 24 * hourMs];
    expect([
      ...(
        await expectSeries(store, model, queryOf(orders, generation, { grain: '1h', by: [], bounds: months }))
      ).values(),
    ]).toEqual([[3, 1]]);
  });

  it('answers metrics without dimensions and by attributes of the envelope', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const write = writeOf({ generation }, [
      { metric: suiteMetrics.plain, group: [], through: 4, inputs: [null] },
      {
        metric: suiteMetrics.envelope,
        group: ['order.placed', '/shop'],
        through: 4,
        inputs: [null, null],
      },
      {
        metric: suiteMetrics.envelope,
        group: ['order.cancelled', '/shop'],
        through: 4,
        inputs: [null],
      },
    ]);
    model.upsert([write]);
    await store.upsertPartials([write]);
    await store.refresh();
    expect((await expectSeries(store, model, queryOf(suiteMetrics.plain, generation))).size).toBe(1);
    await expectSeries(store, model, queryOf(suiteMetrics.envelope, generation));
    await expectSeries(store, model, queryOf(suiteMetrics.envelope, generation, { by: ['event.source'] }));
    await expectSeries(
      store,
      model,
      queryOf(suiteMetrics.envelope, generation, {
        by: [],
        where: { 'event.type': ['order.placed'] },
      }),
    );
  });

  it('treats (none) and (other) as group values like any other', async () => {
    const store = context.store();
    const { orders } = suiteMetrics;
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const all = [otherGroupValue, otherGroupValue, otherGroupValue];
    const write = writeOf({ generation }, [
      { metric: orders, group: [noneGroupValue, 'c', noneGroupValue], through: 4, inputs: [null] },
      { metric: orders, group: ['m1', 'c', 'r'], through: 4, inputs: [null, null] },
      { metric: orders, group: ['m2', 'c', 'r'], through: 4, inputs: [null] },
      { metric: orders, group: all, through: 4, inputs: [null, null, null] },
    ]);
    model.upsert([write]);
    await store.upsertPartials([write]);
    await store.refresh();
    expect((await expectSeries(store, model, queryOf(orders, generation))).size).toBe(4);
    await expectSeries(
      store,
      model,
      queryOf(orders, generation, { by: ['merchant'], where: { merchant: [noneGroupValue] } }),
    );
    const rest = await expectSeries(store, model, queryOf(orders, generation, { by: ['merchant'], only: [['m1']] }));
    expect(rest.get(JSON.stringify([otherGroupValue]))![0]).toBe(5);
    const named = await expectSeries(
      store,
      model,
      queryOf(orders, generation, { by: ['merchant'], only: [['m1'], [otherGroupValue]] }),
    );
    expect(named.get(JSON.stringify([otherGroupValue]))![0]).toBe(5);
  });

  it('answers nothing where nothing is', async () => {
    const { orders } = suiteMetrics;
    const empty = await readSeries(context.store(), queryOf(orders, context.nextGeneration()));
    expect(empty.size).toBe(0);
    const generation = context.nextGeneration();
    await context
      .store()
      .upsertPartials([
        writeOf({ generation }, [{ metric: orders, group: ['a', 'b', 'c'], through: 1, inputs: [null] }]),
      ]);
    await context.store().refresh();
    expect((await readSeries(context.store(), queryOf(orders, generation, { slices: [] }))).size).toBe(0);
    expect((await readSeries(context.store(), queryOf(orders, generation, { bounds: [suiteStartMs] }))).size).toBe(0);
  });

  it('merges in any order to equal bytes', async () => {
    const store = context.store();
    const metric = suiteMetrics.delay;
    const inputs = (seed: number) =>
      Array.from({ length: 40 }, (_, index) => Math.exp(((seed * 31 + index * 17) % 200) / 20));
    const answers: string[] = [];
    for (const order of [
      [0, 1, 2, 3],
      [3, 1, 0, 2],
    ]) {
      const generation = context.nextGeneration();
      for (const partition of order) {
        await store.upsertPartials([
          writeOf({ generation, partition }, [
            { metric, group: ['a', 'b', 'c'], through: 50, inputs: inputs(partition) },
          ]),
        ]);
      }
      await store.refresh();
      answers.push(JSON.stringify([...(await readSeries(store, queryOf(metric, generation, { by: [] })))]));
    }
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).not.toContain(JSON.stringify(stateOf(metric, inputs(0))));
  });
}

/** Eight groups in four minutes, each minute lacking some, so that buckets and groups have holes. */
function cellsOf(metric: Metric, inputs: (seed: number) => MeasureInput[], salt: number): CellPlan[] {
  const cells: CellPlan[] = [];
  for (let minute = 0; minute < 4; minute += 1) {
    for (let index = 0; index < 16; index += 1) {
      if ((index + minute + salt) % 3 === 0) continue;
      cells.push({
        metric,
        window: suiteStartMs + minute * 3 * minuteMs,
        group: [`m${index % 4}`, `c${index % 2}`, `r${index % 5}${index > 12 ? 'x' : ''}`],
        through: 10_000 + salt + index,
        inputs: inputs(salt + minute * 16 + index),
      });
    }
  }
  // One entry per group and window: the last wins, as a fold would have merged them.
  return [...new Map(cells.map((cell) => [JSON.stringify([cell.window, cell.group]), cell])).values()];
}
