import { expect, test } from 'vitest';
import { suiteMetrics, suiteStartMs, hourMs } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import type { MeasureName } from '@tidewatch/contract';
import { indexNames } from '../../indices/index-names.ts';
import type { Server } from '../../server/server.ts';
import { RareColumns, type ReadColumns } from './rare-columns.ts';

const none: ReadColumns = { hi: false, real: false, opaque: false };
const queryOf = (metric: keyof typeof suiteMetrics) => ({
  metric: suiteMetrics[metric],
  grain: '1m',
  bounds: [suiteStartMs, suiteStartMs + hourMs],
});

/** A server whose documents have the columns of `stored`; keeps which ones were looked for. */
function columnsOver(stored: Set<string>) {
  const searched: string[][] = [];
  const ask = async ({ body }: { body: { aggs: { found: { filters: { filters: object } } } } }) => {
    const looked = Object.keys(body.aggs.found.filters.filters);
    searched.push(looked);
    const buckets = Object.fromEntries(looked.map((name) => [name, { doc_count: stored.has(name) ? 3 : 0 }]));
    return { aggregations: { found: { buckets } } };
  };
  const rareColumns = new RareColumns({ ask } as unknown as Server, indexNames('tidewatch'));
  const reads: ReadColumns[] = [];
  const read = (metric: keyof typeof suiteMetrics) =>
    rareColumns.read(queryOf(metric), async (columns) => {
      reads.push(columns);
      return columns;
    });
  return { read, reads, searched };
}

test('a column that nothing has is not read', async () => {
  const { read, reads } = columnsOver(new Set());
  expect(await read('value')).toEqual(none);
  expect(reads).toHaveLength(1);
});

test('what was read without a column that is there does not count: it is read again, once', async () => {
  const stored = new Set(['hi']);
  const { read, reads, searched } = columnsOver(stored);
  expect(await read('value')).toEqual({ ...none, hi: true });
  expect(reads).toEqual([none, { ...none, hi: true }]);
  reads.length = 0;
  expect(await read('value')).toEqual({ ...none, hi: true });
  stored.add('opaque');
  expect(await read('value')).toEqual({ ...none, hi: true, opaque: true });
  expect(reads).toHaveLength(3);
  expect(searched.at(-1)).toEqual(['real']);
});

test('what one metric has is not read for another', async () => {
  const stored = new Set(['real']);
  const { read } = columnsOver(stored);
  await read('value');
  stored.clear();
  expect(await read('wait')).toEqual(none);
});

test.each<[keyof typeof suiteMetrics, MeasureName, string[][]]>([
  ['smallest', 'min', [['opaque']]],
  ['largest', 'max', [['opaque']]],
  ['patients', 'distinct', []],
  ['delay', 'quantiles', []],
])('%s: a %s looks only for what it may lack', async (metric, measure, wanted) => {
  const { read, searched } = columnsOver(new Set());
  expect(suiteMetrics[metric].measure).toBe(measure);
  const columns = await read(metric);
  expect(columns).toMatchObject({ hi: true, real: true });
  expect(searched).toEqual(wanted);
});
