import { expect } from 'vitest';
import type { Access, EncodedState } from '@tidewatch/contract';
import { measureOf } from '@tidewatch/core/measures/measure-of';
import type { MetricStore, StoreSeriesQuery } from '@tidewatch/core/ports/metric-store';
import type { CellsModel, ModelSeries } from './cells-model.ts';
import { everything } from '../suite-catalog.ts';

/** Reads the series and fails unless they are what the model says: integers and sketches equal, fractions to 1e-9. Returns them. */
export async function expectSeries(
  store: MetricStore,
  model: CellsModel,
  query: StoreSeriesQuery,
  access: Access = everything,
): Promise<ModelSeries> {
  const found = await readSeries(store, query, access);
  const wanted = model.series(query, access);
  expect([...found.keys()].toSorted()).toEqual([...wanted.keys()].toSorted());
  for (const [key, states] of wanted) {
    const answer = found.get(key)!;
    expect(answer.length, `buckets of ${key.slice(0, 100)}`).toBe(states.length);
    const wrong = states.findIndex((state, index) => !sameState(state, answer[index]));
    if (wrong !== -1)
      expect({ group: key.slice(0, 200), bucket: wrong, state: answer[wrong] }).toEqual({
        state: states[wrong],
      });
  }
  return found;
}

/** Series with encoded states, without groups that have none. */
export async function readSeries(
  store: MetricStore,
  query: StoreSeriesQuery,
  access: Access = everything,
): Promise<ModelSeries> {
  const measure = measureOf(query.metric);
  const series = await store.series(query, access);
  const keys = series.map((one) => JSON.stringify(one.group));
  expect(new Set(keys).size, 'each group comes once').toBe(keys.length);
  return new Map(
    series
      .filter((one) => one.states.some((state) => state !== undefined))
      .map((one) => [
        JSON.stringify(one.group),
        one.states.map((state) => (state === undefined ? undefined : measure.encode(state))),
      ]),
  );
}

function sameState(wanted: EncodedState | undefined, found: EncodedState | undefined): boolean {
  if (Array.isArray(wanted) && Array.isArray(found)) {
    return (
      wanted.length === found.length &&
      wanted.every((part, index) => sameState(part as EncodedState, found[index] as EncodedState))
    );
  }
  if (
    typeof wanted === 'number' &&
    typeof found === 'number' &&
    !(Number.isInteger(wanted) && Number.isInteger(found))
  ) {
    return Math.abs(wanted - found) <= 1e-9 * Math.max(Math.abs(wanted), Math.abs(found));
  }
  return wanted === found;
}
