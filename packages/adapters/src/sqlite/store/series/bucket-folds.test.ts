import type { Metric } from '@tidewatch/contract/catalog/catalog';
import type { EncodedState } from '@tidewatch/contract/frames';
import { measureOf } from '@tidewatch/core/measures/measure-of';
import type { Measure } from '@tidewatch/core/measures/measure';
import { suiteMetrics } from '@tidewatch/testkit/metric-store-suite';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../names/definitions.ts';
import { mergeRow, totalOf } from '../rows/merge-row.ts';
import { packRow, RowReader } from '../rows/packed-row.ts';
import { bucketFold } from './bucket-folds.ts';
import { GroupChooser } from './group-chooser.ts';

const everything = { rows: {}, showPii: true };
const { orders, value, wait, smallest, largest, patients } = suiteMetrics;

const chooserFor = (metric: Metric): GroupChooser =>
  new GroupChooser(
    { metric, grain: '1m', bounds: [], by: ['merchant'], where: { city: ['c0', 'c1'] }, slices: [] },
    everything,
    (id) => [`m${id % 5}`, `c${id % 3}`, 'r'],
  );

const merchantOf = (id: number): string => `m${id}`;
/** By all dimensions, two of them by their names. */
const namingChooserFor = (metric: Metric): GroupChooser =>
  new GroupChooser(
    {
      metric,
      grain: '1m',
      bounds: [],
      by: metric.by,
      where: {},
      slices: [],
      only: ['m3', 'm21', 'absent'].map((merchant) => [merchant, 'c', 'r']),
    },
    everything,
    (id) => [merchantOf(id), 'c', 'r'],
  );
const namedIds: Record<string, number> = { m3: 3, m21: 21 };

/** Folds rows one way; null where the fold gave up. */
function folded(
  definition: Definition,
  rows: readonly (readonly EncodedState[])[],
  isExact: boolean,
  chooser = chooserFor(definition.metric),
): Map<string, EncodedState> | null {
  const { measure } = definition;
  const named = chooser.named(([merchant]) => namedIds[merchant ?? ''] ?? null);
  const fold = bucketFold(definition, isExact, chooser, named);
  const reader = new RowReader();
  for (const states of rows) {
    const update = { ids: states.map((_, index) => index + 1), throughs: states.map(() => 0), states: [...states] };
    const row = mergeRow(measure, null, update)!;
    reader.open(packRow(row));
    if (!fold.addRow(reader, chooser, totalOf(measure, row))) return null;
  }
  const found = new Map<string, EncodedState>();
  fold.flush((place, state) => found.set(chooser.groups[place]![0]!, measure.encode(state)));
  return found;
}

const definitionOf = (metric: Metric): Definition => ({ id: 1, metric, measure: measureOf(metric) });

/** States of integers, a negative one and one of nothing among them. */
const statesOf = (measure: Measure, row: number): EncodedState[] =>
  Array.from({ length: 40 }, (_, index) => {
    const inputs = index % 7 === 0 ? [] : [index * row - 30, index];
    return measure.encode(inputs.reduce((state: unknown, input) => measure.add(state, input), measure.empty()));
  });

describe('the two folds of a bucket', () => {
  it.each([orders, value, wait, smallest, largest])('agree on $metric', (metric) => {
    const definition = definitionOf(metric);
    const rows = [1, 2, 3, 4].map((row) => statesOf(definition.measure, row));
    const byNumbers = folded(definition, rows, false);
    expect(byNumbers?.size).toBe(5);
    expect(byNumbers).toEqual(folded(definition, rows, true));
  });

  it.each([orders, value, wait, smallest, largest])('agree on named groups and (other) of $metric', (metric) => {
    const definition = definitionOf(metric);
    const { measure } = definition;
    // Two rows without a negative number, one with, one that is too short to look names up.
    const natural = (row: number) =>
      Array.from({ length: 40 }, (_, index) => measure.encode(measure.add(measure.empty(), index * row + 1)));
    const rows = [natural(1), statesOf(measure, 1), natural(70_000), natural(3).slice(0, 10)];
    const byNumbers = folded(definition, rows, false, namingChooserFor(metric));
    expect([...byNumbers!.keys()].toSorted()).toEqual(['(other)', 'm21', 'm3']);
    expect(byNumbers).toEqual(folded(definition, rows, true, namingChooserFor(metric)));
    const fractions = [natural(1).map((_, index) => measure.encode(measure.add(measure.empty(), (index + 1) / 10)))];
    expect(folded(definition, fractions, false, namingChooserFor(metric))).toEqual(
      folded(definition, fractions, true, namingChooserFor(metric)),
    );
  });

  it('says nothing where there is no value', () => {
    const definition = definitionOf(smallest);
    const nothing = definition.measure.encode(definition.measure.empty());
    expect(folded(definition, [[nothing]], false)).toEqual(new Map([['m1', nothing]]));
  });

  it('gives up on numbers where a sum passes 2^53, also on the way', () => {
    const definition = definitionOf(value);
    const most = Number.MAX_SAFE_INTEGER;
    expect(folded(definition, [[most], [2]], false)).toBeNull();
    expect(folded(definition, [[most], [2], [-2]], false)).toBeNull();
    expect(folded(definition, [[most], [2]], true)).toEqual(new Map([['m1', `${BigInt(most) + 2n}n`]]));
  });

  it('merges sketches by their measure', () => {
    const definition = definitionOf(patients);
    const sketch = (name: string) =>
      definition.measure.encode(definition.measure.add(definition.measure.empty(), name));
    const union = folded(definition, [[sketch('a')], [sketch('b')], [sketch('a')]], false)!;
    expect(definition.measure.read(definition.measure.decode(union.get('m1')!))).toBe(2);
  });
});
