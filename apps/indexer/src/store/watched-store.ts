import { TidewatchError } from '@tidewatch/contract';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { MetricStore } from '@tidewatch/core/ports/metric-store';

/** A write under full load takes a few seconds. */
const writeMsMax = 30_000;

/** What the indexer needs of the metric store. */
export type IndexedStore = Pick<MetricStore, 'prepare' | 'identity' | 'upsertPartials' | 'indexEvents' | 'prune'>;

/** A metric store, and whether it answers and takes writes: those wait as long as it is away, and only here it is seen. */
export class WatchedStore implements IndexedStore {
  readonly #store: IndexedStore;
  readonly #clock: Clock;
  /** Writes that are under way, the oldest first, each with when it began. */
  readonly #writes = new Map<object, number>();
  #isAway = false;

  constructor(store: IndexedStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Why nothing is stored, in words for operators. */
  get unready(): readonly string[] {
    if (this.#isAway) return ['the metric store does not answer'];
    const [oldest = Infinity] = this.#writes.values();
    const waitedMs = this.#clock.now() - oldest;
    return waitedMs > writeMsMax ? [`the metric store has not taken a write for ${Math.round(waitedMs / 1000)} s`] : [];
  }

  prepare(catalog: Parameters<MetricStore['prepare']>[0]): Promise<void> {
    return this.#write(this.#store.prepare(catalog));
  }

  async identity(): Promise<string | null> {
    try {
      const identity = await this.#store.identity();
      this.#isAway = false;
      return identity;
    } catch (error) {
      if (error instanceof TidewatchError && error.code === 'store_unavailable') this.#isAway = true;
      throw error;
    }
  }

  upsertPartials(writes: Parameters<MetricStore['upsertPartials']>[0]): ReturnType<MetricStore['upsertPartials']> {
    return this.#write(this.#store.upsertPartials(writes));
  }

  indexEvents(events: Parameters<MetricStore['indexEvents']>[0]): ReturnType<MetricStore['indexEvents']> {
    return this.#write(this.#store.indexEvents(events));
  }

  prune(policy: Parameters<MetricStore['prune']>[0]): Promise<number> {
    return this.#store.prune(policy);
  }

  async #write<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const key = {};
    this.#writes.set(key, this.#clock.now());
    try {
      return await answer;
    } finally {
      this.#writes.delete(key);
    }
  }
}
