import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Metric } from '@tidewatch/contract';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import type { MeasureInput } from '@tidewatch/core/measures/measure';
import type { MetricStore, StoreSeriesQuery } from '@tidewatch/core/ports/metric-store';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite';
import { CellsModel } from '@tidewatch/testkit/metric-store-suite/model/cells-model';
import { expectSeries } from '@tidewatch/testkit/metric-store-suite/model/expect-series';
import { minutes, queryOf, writeOf } from '@tidewatch/testkit/metric-store-suite/model/writes';
import { minuteMs, suiteMetrics, suiteStartMs } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { describeOnServer } from '@tidewatch/testkit/servers';
import { deleteNamespace } from '../delete-namespace.ts';
import { openElasticsearchStore } from '../index.ts';

const windows = 6;
const groups = 6;
const partitions = 4;
const runs = 12;
/** More partials than a window has, fewer than the range has: long buckets are read in halves. */
const limits = { documentsPerSum: groups * partitions + 1, groupsPerAnswer: 4, partBuckets: 2 };

const groupOf = (index: number): string[] => [`m${index}`, `c${index % 2}`, `r${index % 3}`];

interface Cell {
  readonly window: number;
  readonly group: number;
  readonly partition: number;
  readonly inputs: readonly MeasureInput[];
}

const cellsOf = (input: fc.Arbitrary<MeasureInput>): fc.Arbitrary<readonly Cell[]> =>
  fc.array(
    fc.record({
      window: fc.nat(windows - 1),
      group: fc.nat(groups - 1),
      partition: fc.nat(partitions - 1),
      inputs: fc.array(input, { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 60 },
  );

const integer = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 59n), max: 2n ** 59n }),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
);
/** Sums of quarters are exact in any order. */
const quarter = fc.integer({ min: -4_000, max: 4_000 }).map((number) => number / 4);

/** A metric, what is written at first, and what comes late: newer versions and cells of before. */
const written = fc.oneof(
  ...(
    [
      [suiteMetrics.orders, fc.constant(null)],
      [suiteMetrics.value, integer],
      [suiteMetrics.value, quarter],
      [suiteMetrics.wait, integer],
      [suiteMetrics.largest, fc.oneof(integer, quarter)],
    ] satisfies readonly (readonly [Metric, fc.Arbitrary<MeasureInput>])[]
  ).map(([metric, input]) =>
    fc.record({ metric: fc.constant<Metric>(metric), first: cellsOf(input), late: cellsOf(input) }),
  ),
);

const dimensions = suiteMetrics.orders.by;
const end = suiteStartMs + windows * minuteMs;
/** More than the server picks out by name where there are several dimensions. */
const absentGroups = Array.from({ length: 220 }, (_, index) => [`absent-${index}`, 'c', 'r']);
const namedGroups = fc
  .record({
    present: fc.subarray(Array.from({ length: groups }, (_, index) => groupOf(index))),
    absent: fc.constantFrom(0, 1, absentGroups.length),
  })
  .map(({ present, absent }) => [...present, ...absentGroups.slice(0, absent)]);

const question: fc.Arbitrary<Partial<StoreSeriesQuery>> = fc
  .record({
    by: fc.subarray([...dimensions]),
    named: fc.option(namedGroups),
    where: fc.constantFrom({}, { city: ['c1'] }, { merchant: ['m0', 'm3', 'absent-0'], reason: ['r0'] }),
    bounds: fc.constantFrom(minutes(windows), [suiteStartMs, end], [suiteStartMs, suiteStartMs + 2 * minuteMs, end]),
  })
  .map(({ named, ...asked }) => {
    if (named === null) return asked;
    const shown = (group: readonly string[]) => asked.by.map((name) => group[dimensions.indexOf(name)] ?? '');
    return { ...asked, only: named.map(shown) };
  });

await describeOnServer('elasticsearch', 'series of Elasticsearch', (node) => {
  const namespace = `law-${randomUUID().slice(0, 8)}`;
  let store: MetricStore;
  beforeAll(async () => {
    const telemetry = noTelemetry;
    store = await openElasticsearchStore({
      settings: { node },
      namespace,
      clock: Date,
      telemetry,
      random: Math.random,
      limits,
    });
    await store.prepare(suiteCatalog);
  });
  afterAll(async () => {
    await store.close();
    await deleteNamespace(node, namespace);
  });

  it('are what the plainest merge of all cells gives, whatever is asked', { timeout: 300_000 }, async () => {
    let generation = 0;
    const law = fc.asyncProperty(
      written,
      fc.array(question, { minLength: 4, maxLength: 8 }),
      async (all, questions) => {
        const { metric } = all;
        generation += 1;
        const model = new CellsModel();
        for (const [round, cells] of [all.first, all.late].entries()) {
          const writes = cells.map(({ window, group, partition, inputs }, index) =>
            writeOf({ generation, partition }, [
              {
                metric,
                window: suiteStartMs + window * minuteMs,
                group: groupOf(group),
                through: round * 100 + index,
                inputs,
              },
            ]),
          );
          model.upsert(writes);
          expect(await store.upsertPartials(writes)).toEqual([]);
          await store.refresh();
          for (const asked of questions) await expectSeries(store, model, queryOf(metric, generation, asked));
        }
      },
    );
    await fc.assert(law, { numRuns: runs });
  });
});
