import type { Access } from '@tidewatch/contract/access';
import { otherGroupValue, type Group } from '@tidewatch/contract/frames';
import { measureOf } from '../../measures/measure-of.ts';
import type { Measure } from '../../measures/measure.ts';
import type { StoreReads } from '../../live/view/store-watch.ts';
import type { LiveSlice } from '../../live/memory/live-slice.ts';
import { filterWithAccess } from '../plan/plan-filter.ts';
import { readableDefinition } from '../plan/readable-definition.ts';
import type { Filter, SeriesPlan } from '../plan/series-plan.ts';
import { mergeInto, type Column } from '../series/columns.ts';
import { groupProjection, type Projection } from './group-projection.ts';
import { readStore } from './read-store.ts';
import type { Pin, SeriesSource } from './series-source.ts';

const everything: Access = { rows: {}, showPii: false };

/** Reads the states of a plan's inputs, from the store and from memory, for one caller. */
export class SeriesReader {
  readonly plan: SeriesPlan;
  readonly measures: readonly Measure[];
  readonly #access: Access;
  readonly #source: SeriesSource;
  readonly #store: StoreReads;
  /** Null where the caller may see nothing. */
  readonly #where: Filter | null;

  constructor(plan: SeriesPlan, access: Access, source: SeriesSource, store: StoreReads) {
    this.plan = plan;
    this.measures = plan.inputs.map((input) => measureOf(input));
    this.#access = access;
    this.#source = source;
    this.#store = store;
    this.#where = filterWithAccess(plan.where, access, plan.inputs[0]?.by ?? []);
  }

  /** A reader of the same metrics without filter and dimensions, to see when they began. It tells nobody more than that. */
  unfiltered(): SeriesReader {
    return this.#ofEverybody({});
  }

  /**
   * A reader of the cells `(other)` of the fold that the filter keeps out although they may hold some of what it asks for; null where it
   * keeps none out. To see whether there are any: it tells nobody more than that.
   */
  leftOut(): SeriesReader | null {
    const filters = Object.values(this.#where ?? {});
    if (filters.every((values) => values.includes(otherGroupValue))) return null;
    const dimensions = this.plan.inputs[0]?.by ?? [];
    return this.#ofEverybody(Object.fromEntries(dimensions.map((dimension) => [dimension, [otherGroupValue]])));
  }

  #ofEverybody(where: Filter): SeriesReader {
    return new SeriesReader({ ...this.plan, by: [], where }, everything, this.#source, this.#store);
  }

  /** The store's part of each bucket. Rejects with `store_unavailable`. */
  async readStore(bounds: readonly number[], only: readonly Group[] | null, pin: Pin, now: number): Promise<Column[]> {
    const columns: Column[] = Array.from({ length: bounds.length - 1 }, () => new Map());
    if (this.#where === null) return columns;
    const request = { by: this.plan.by, where: this.#where, only, bounds, now, pin };
    await Promise.all(
      this.plan.inputs.map((metric, input) =>
        readStore({ ...request, metric }, this.#store, this.#access, this.#source, (bucket, group, state) =>
          mergeInto(columns[bucket] as Column, group, input, state, this.measures),
        ),
      ),
    );
    return columns;
  }

  /** How groups of each input become groups of the query. */
  projections(only: readonly Group[] | null): readonly Projection[] {
    const where = this.#where;
    return this.plan.inputs.map((metric) =>
      where === null ? () => null : groupProjection(metric.by, this.plan.by, where, only),
    );
  }

  /** Merges the cells that slices hold in memory for windows in [from, to) into a column. */
  mergeSlices(
    slices: Iterable<LiveSlice>,
    from: number,
    to: number,
    cutoff: number,
    projections: readonly Projection[],
    column: Column,
  ): void {
    const begin = Math.max(from, cutoff);
    if (begin >= to) return;
    for (const slice of slices) {
      this.plan.inputs.forEach((metric, input) => {
        if (readableDefinition(metric, this.#source.catalogOf(slice.identity.generation)) === null) return;
        const project = projections[input] as Projection;
        slice.visit(metric.metric, this.measures[input] as Measure, begin, to, (group, state) => {
          const projected = project(group);
          if (projected !== null) mergeInto(column, projected, input, state, this.measures);
        });
      });
    }
  }
}
