import type { Access } from '@tidewatch/contract/access';
import type { Catalog, Formula, Metric } from '@tidewatch/contract/catalog/catalog';
import { seriesQuerySchema, type Point, type SeriesAnswer, type SeriesQueryInput } from '@tidewatch/contract/queries';
import { ModelStore } from '@tidewatch/testkit/live-world/model-store';
import {
  hourMs,
  minuteMs,
  suiteCatalog,
  suiteMetrics,
  suiteStartMs,
} from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { allSlices, writeOf, type CellPlan } from '@tidewatch/testkit/metric-store-suite/model/writes';
import { LiveSlice } from '../../live/memory/live-slice.ts';
import { planSeries } from '../plan/plan-series.ts';
import { FirstData } from '../read/first-data.ts';
import type { SeriesSource } from '../read/series-source.ts';
import { readSeries } from './read-series.ts';

function formula(metric: string, text: string, inputs: readonly string[]): Formula {
  const { title, description, owner, unit, good, target, by } = suiteMetrics.orders;
  return { metric, title, description, owner, unit, good, target, formula: text, inputs, by };
}

export const catalog: Catalog = {
  ...suiteCatalog,
  formulas: [
    formula('mean_value', 'value / orders', ['value', 'orders']),
    formula('spare', 'orders - 2 * value', ['orders', 'value']),
  ],
};

/** One event each: a metric, minutes after the start, a merchant, what the measure takes. */
export function cell(
  metric: Metric,
  minute: number,
  merchant: string,
  ...inputs: readonly (number | string | null)[]
): CellPlan {
  const window = suiteStartMs + minute * minuteMs;
  return {
    metric,
    window,
    group: merchant === '(other)' ? ['(other)', '(other)', '(other)'] : [merchant, 'c', 'r'],
    through: 5,
    inputs,
  };
}

export const values = (points: readonly Point[] | undefined): readonly (number | null)[] =>
  (points ?? []).map(([, number]) => number);

/** A store, a memory and the definitions, to be asked as the API is. Five minutes of one minute each unless told otherwise. */
export class SeriesWorld {
  now = suiteStartMs + 12 * hourMs;
  asOf: number | null = this.now;
  /** By generation. */
  catalogs: readonly Catalog[] = [catalog];
  allStatesMax = 20_000;
  statesMax = 500_000;
  readonly store = new ModelStore();
  readonly #memory: LiveSlice[] = [];

  async fill(generation: number, cells: readonly CellPlan[]): Promise<void> {
    this.store.upsert([writeOf({ generation }, cells)]);
    await this.store.refresh();
  }

  /** Cells that the store does not have yet. */
  fillMemory(cells: readonly CellPlan[]): void {
    const write = writeOf({ generation: 1, slice: 9 }, cells);
    const slice = new LiveSlice(write);
    for (const partials of write.cells) slice.upsert(partials, minuteMs, Number.NEGATIVE_INFINITY);
    this.#memory.push(slice);
  }

  async ask(
    input: Partial<SeriesQueryInput> & { metric: string },
    access: Access = { rows: {}, showPii: false },
  ): Promise<SeriesAnswer> {
    const { store, now, allStatesMax, statesMax } = this;
    const source = this.#source();
    const range = { from: String(suiteStartMs), to: String(suiteStartMs + 5 * minuteMs), step: '1m' };
    const plan = planSeries(seriesQuerySchema.parse({ ...range, ...input }), source.catalog ?? catalog);
    const parts = { source, store, firstData: new FirstData(source, store), statesMax, allStatesMax };
    return readSeries(plan, access, parts, now);
  }

  #source(): SeriesSource {
    const ranges = this.catalogs.flatMap((_, index) => allSlices(index + 1));
    return {
      catalog: this.catalogs.at(-1) ?? null,
      catalogOf: (generation) => this.catalogs[generation - 1] ?? null,
      pin: () => ({
        boot: 1,
        moves: 0,
        movedAt: this.now,
        cutoff: Number.NEGATIVE_INFINITY,
        sealedRanges: ranges,
        allRanges: ranges,
        slices: this.#memory,
      }),
      slices: () => this.#memory,
      asOfMetric: () => this.asOf,
      history: 'available',
    };
  }
}
