import { TidewatchError } from '@tidewatch/contract/errors';
import type { Access } from '@tidewatch/contract/access';
import type {
  EventsPage,
  MetricStore,
  PartialsWrite,
  SliceProgress,
  SliceRange,
  StoreEventsQuery,
  StoreSeries,
  StoreSeriesQuery,
  StoreSlicesQuery,
  StoreSliceState,
} from '../../ports/metric-store.ts';

/** The reads of a metric store. */
export type StoreReads = Pick<
  MetricStore,
  'identity' | 'partials' | 'progress' | 'series' | 'sliceStates' | 'searchEvents' | 'refresh'
>;

/** The reads of a store, and whether its last answer was one. While it is away, questions are cut short instead of each waiting for it. */
export class StoreWatch implements StoreReads {
  readonly #store: StoreReads;
  #available = true;
  #lastIdentity: string | null | undefined;

  constructor(store: StoreReads) {
    this.#store = store;
  }

  get available(): boolean {
    return this.#available;
  }

  /** The last answer of `identity`; undefined before the first. */
  get lastIdentity(): string | null | undefined {
    return this.#lastIdentity;
  }

  async identity(): Promise<string | null> {
    this.#lastIdentity = await this.#watch(this.#store.identity());
    return this.#lastIdentity;
  }

  /** Asks the store whether it is there, whatever was known before. */
  async answers(): Promise<boolean> {
    try {
      await this.#watch(this.#store.progress());
    } catch {
      return false;
    }
    return true;
  }

  progress(): Promise<readonly SliceProgress[]> {
    return this.#watch(this.#store.progress());
  }

  series(query: StoreSeriesQuery, access: Access): Promise<readonly StoreSeries[]> {
    return this.#ask(() => this.#store.series(query, access));
  }

  sliceStates(query: StoreSlicesQuery, access: Access): Promise<readonly StoreSliceState[]> {
    return this.#ask(() => this.#store.sliceStates(query, access));
  }

  searchEvents(query: StoreEventsQuery, access: Access): Promise<EventsPage> {
    return this.#ask(() => this.#store.searchEvents(query, access));
  }

  refresh(): Promise<void> {
    return this.#watch(this.#store.refresh());
  }

  async *partials(slices: readonly SliceRange[], grains: 'finest' | 'all'): AsyncIterable<PartialsWrite> {
    try {
      yield* this.#store.partials(slices, grains);
      this.#available = true;
    } catch (error) {
      throw this.#away(error);
    }
  }

  #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    if (this.#available) return this.#watch(question());
    return Promise.reject(
      new TidewatchError('store_unavailable', 'The metric store does not answer.', { retry: true }),
    );
  }

  async #watch<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      const given = await answer;
      this.#available = true;
      return given;
    } catch (error) {
      throw this.#away(error);
    }
  }

  #away(error: unknown): unknown {
    if (error instanceof TidewatchError && error.code === 'store_unavailable') this.#available = false;
    return error;
  }
}
