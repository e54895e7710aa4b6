import { expect, it } from 'vitest';
import { CellsModel } from './model/cells-model.ts';
import { expectSeries } from './model/expect-series.ts';
import { suiteMetrics } from './suite-catalog.ts';
import type { SuiteContext } from './store-under-test.ts';
import { queryOf, writeOf } from './model/writes.ts';

const { orders } = suiteMetrics;
const long = 'x'.repeat(10_000);

/** Values that differ although some store may think that they are the same. */
const values: readonly string[] = [
  '',
  ' ',
  'a',
  'A',
  'a ',
  'a\u0000',
  'a\u0000b',
  '\u0000',
  '\u0001',
  '\uffff',
  'é',
  'e\u0301',
  '\u{1f9ea}',
  '\ud83e',
  '\udd2a\ud83e',
  '\ufffd',
  long,
  `${long}y`,
  'é'.repeat(10_000),
  '\u{1f9ea}'.repeat(10_000),
  '__proto__',
  'constructor',
  'toString',
  '"',
  "'; drop table cells; --",
  '\\',
  '\\"',
  '[]',
  '{"a":1}',
  'null',
  'undefined',
  'true',
  '0',
  '00',
  '1e3',
  '*',
  '?',
  '\n',
  '\r\n',
  '\u2028',
  '(none)',
  '(other)',
  '#',
  '#a',
];

export function hostileGroups(context: SuiteContext): void {
  it('keeps every group value apart and returns it as it was', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const cells = values.map((value, index) => ({
      metric: orders,
      group: [value, 'c', values[(index + 5) % values.length]!],
      through: 7,
      inputs: Array.from({ length: 1 + index }, () => null),
    }));
    const write = writeOf({ generation }, cells);
    model.upsert([write]);
    expect(await store.upsertPartials([write])).toEqual([]);
    expect(await store.upsertPartials([write])).toEqual([]);
    await store.refresh();
    expect((await expectSeries(store, model, queryOf(orders, generation))).size).toBe(values.length);
    expect((await expectSeries(store, model, queryOf(orders, generation, { by: ['merchant'] }))).size).toBe(
      values.length,
    );
    await expectSeries(store, model, queryOf(orders, generation, { by: ['merchant', 'reason'] }));
  });

  it.each(values.map((value) => [JSON.stringify(value.slice(0, 20)), value]))(
    'finds %s by where and only',
    async (_, value) => {
      const store = context.store();
      const generation = context.nextGeneration();
      const model = new CellsModel();
      const neighbours = [value, `${value}x`, value.slice(0, -1), '(other)', 'zzz'];
      const groups = [...new Set(neighbours)].map((name) => [name, 'c', 'r']);
      const write = writeOf(
        { generation },
        groups.map((group, index) => ({
          metric: orders,
          group,
          through: 7,
          inputs: Array.from({ length: 2 ** index }, () => null),
        })),
      );
      model.upsert([write]);
      await store.upsertPartials([write]);
      await store.refresh();
      expect(
        (await expectSeries(store, model, queryOf(orders, generation, { by: [], where: { merchant: [value] } }))).size,
      ).toBe(1);
      await expectSeries(store, model, queryOf(orders, generation, { by: ['merchant'], only: [[value]] }));
    },
  );

  it('tells groups apart whose values only differ in where they are cut', async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    const model = new CellsModel();
    const groups = [
      ['ab', 'c', 'd'],
      ['a', 'bc', 'd'],
      ['a', 'b', 'cd'],
      ['a,b', 'c', 'd'],
      ['a', 'b,c', 'd'],
      ['a\u0000b', 'c', 'd'],
      ['a', 'b\u0000c', 'd'],
      ['', '', ''],
      ['["a"', '"b"]', ''],
    ];
    const write = writeOf(
      { generation },
      groups.map((group, index) => ({
        metric: orders,
        group,
        through: 7,
        inputs: Array.from({ length: 1 + index }, () => null),
      })),
    );
    model.upsert([write]);
    await store.upsertPartials([write]);
    await store.refresh();
    expect((await expectSeries(store, model, queryOf(orders, generation))).size).toBe(groups.length);
  });
}
