import type { Formula, Metric } from '@tidewatch/contract/catalog/catalog';
import { expect, it } from 'vitest';
import { lineageLayout } from './lineage-layout.ts';
import { lineageOf, type LineageCatalog } from './lineage.ts';

const shared = { title: 'T', description: '', owner: 'ops', unit: null, good: null, target: null } as const;
const metric = (name: string, from: readonly string[]): Metric => ({
  ...shared,
  metric: name,
  from,
  where: null,
  by: ['city'],
  measure: 'count',
  field: null,
  scale: 1,
  quantiles: [],
  grains: [],
  groupsMax: 1,
  builtIn: false,
});
const formula = (name: string, inputs: readonly string[]): Formula => ({
  ...shared,
  metric: name,
  formula: inputs.join(' / '),
  inputs,
  by: ['city'],
});

const catalog: LineageCatalog = {
  events: [{ event: 'order.cancelled', title: 'Cancelled', active: true, data: {}, keep: '30d' }],
  sources: [
    {
      source: 'orders-cdc',
      topic: 'pg.public.orders',
      format: 'debezium',
      active: true,
      emit: [{ event: 'order.cancelled', id: 'a', time: 'b', data: {} }],
    },
  ],
  metrics: [metric('cancellations', ['order.cancelled']), metric('orders', ['order.placed'])],
  formulas: [formula('rate', ['cancellations', 'orders'])],
};

const names = (of: string, given: LineageCatalog = catalog) =>
  Object.fromEntries(lineageOf(given, of).stages.map(({ stage, nodes }) => [stage, nodes.map(({ name }) => name)]));

it('leads from topics to a metric and the formulas that read it', () => {
  expect(names('cancellations')).toEqual({
    topic: ['events', 'pg.public.orders'],
    event: ['order.cancelled'],
    metric: ['cancellations'],
    formula: ['rate'],
  });
});

it('shows the inputs of a formula', () => {
  const lineage = lineageOf(catalog, 'rate');
  expect(lineage.stages.find(({ stage }) => stage === 'metric')?.nodes.map(({ name }) => name)).toEqual([
    'cancellations',
    'orders',
  ]);
  expect(lineage.edges).toContainEqual({ from: 'metric orders', to: 'formula rate' });
  expect(lineage.stages.flatMap(({ nodes }) => nodes).filter(({ current }) => current)).toHaveLength(1);
});

it('names dashboards and rules that use the metric or its formulas, where the gateway knows them', () => {
  const used = {
    ...catalog,
    dashboards: [
      { dashboard: 'ops', title: 'Operations', panels: [{ panel: 'stat', metric: 'rate' }] },
      { dashboard: 'other', panels: [{ panel: 'time_series', metrics: ['orders'] }, { panel: 'text' }] },
    ],
    rules: [{ rule: 'many', title: 'Many', metric: 'cancellations' }],
  } as unknown as LineageCatalog;
  expect(names('cancellations', used)['use']).toEqual(['ops', 'many']);
  expect(names('orders', used)['use']).toEqual(['ops', 'other']);
});

it('has one node for a metric that nothing is known of', () => {
  expect(names('gone')).toEqual({ metric: ['gone'] });
});

it('is laid out in columns, and every edge ends at two boxes', () => {
  const lineage = lineageOf(catalog, 'rate');
  const { rows, places, paths, columns, boxWidth } = lineageLayout(lineage);
  expect(rows).toBe(2);
  expect(paths).toHaveLength(lineage.edges.length);
  expect(columns.at(-1)! + boxWidth).toBeCloseTo(100, 6);
  for (const { y } of places.values()) expect(y).toBeGreaterThan(0);
  expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(places.size);
});
