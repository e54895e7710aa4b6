import { expect, it } from 'vitest';
import type { PartialEntry } from '@tidewatch/contract';
import type { PartialsWrite } from '@tidewatch/core/ports/metric-store';
import { readSeries } from './model/expect-series.ts';
import { minuteMs, suiteMetrics, suiteStartMs } from './suite-catalog.ts';
import type { SuiteContext } from './store-under-test.ts';
import { minutes, queryOf, sliceOf } from './model/writes.ts';

const groups = 2_000;
const { value } = suiteMetrics;
const amount = (group: number, minute: number) => ((group * 31 + minute * 7) % 1_000) * 10_000;
const merchantOf = (group: number) => `merchant-${group}`;

/** All groups of one minute: partition `group % 4`, a slice an hour. */
function writesOf(generation: number, minute: number): PartialsWrite[] {
  const slice = Math.floor(minute / 60) * 65_536;
  return [0, 1, 2, 3].map((partition) => {
    const entries: PartialEntry[] = [];
    for (let group = partition; group < groups; group += 4)
      entries.push([[merchantOf(group), `c${group % 7}`, 'r'], slice + 100, amount(group, minute)]);
    return {
      ...sliceOf({ generation, partition, slice }),
      progress: null,
      cells: [{ metric: value.metric, grain: '1m', window: suiteStartMs + minute * minuteMs, entries }],
    };
  });
}

export function volume(context: SuiteContext, windows: number): void {
  it(`answers over ${groups} groups and ${windows} windows`, { timeout: 300_000 }, async () => {
    const store = context.store();
    const generation = context.nextGeneration();
    for (let minute = 0; minute < windows; minute += 10) {
      const upTo = Math.min(windows, minute + 10);
      await store.upsertPartials(
        Array.from({ length: upTo - minute }, (_, index) => writesOf(generation, minute + index)).flat(),
      );
    }
    await store.refresh();
    const bounds = minutes(windows);
    const sum = (minute: number, takes: (group: number) => boolean) => {
      let total = 0;
      for (let group = 0; group < groups; group += 1) if (takes(group)) total += amount(group, minute);
      return total;
    };
    const each = (takes: (group: number) => boolean) =>
      Array.from({ length: windows }, (_, minute) => sum(minute, takes));

    const total = await readSeries(store, queryOf(value, generation, { by: [], bounds }));
    expect([...total.values()]).toEqual([each(() => true)]);

    const top = Array.from({ length: 10 }, (_, index) => index * 3);
    const named = await readSeries(
      store,
      queryOf(value, generation, {
        by: ['merchant'],
        bounds,
        only: top.map((group) => [merchantOf(group)]),
      }),
    );
    expect(named.get('["(other)"]')).toEqual(each((group) => !top.includes(group)));
    for (const group of top)
      expect(named.get(JSON.stringify([merchantOf(group)]))).toEqual(each((one) => one === group));

    const ranked = await readSeries(
      store,
      queryOf(value, generation, { by: ['merchant'], bounds: [bounds[0]!, bounds.at(-1)!] }),
    );
    expect(ranked.size).toBe(groups);
    expect(ranked.get('["merchant-77"]')).toEqual([
      each((group) => group === 77).reduce((left, right) => left + right, 0),
    ]);

    const first = Math.min(60, windows);
    const wide = await readSeries(
      store,
      queryOf(value, generation, { by: ['merchant', 'city'], bounds: minutes(first) }),
    );
    expect(wide.size).toBe(groups);
    expect(wide.get('["merchant-5","c5"]')).toEqual(each((group) => group === 5).slice(0, first));
  });
}
