import type { Access } from '@tidewatch/contract/access';
import type { Metric } from '@tidewatch/contract/catalog/catalog';
import type { StoreReads } from '../../live/view/store-watch.ts';
import { sharedGrains } from '../plan/shared-grains.ts';
import { readStore } from './read-store.ts';
import type { SeriesSource } from './series-source.ts';

const hourMs = 3_600_000;
const lookBackMs = [hourMs, 24 * hourMs, 30 * 24 * hourMs] as const;
const everything: Access = { rows: {}, showPii: false };

interface Known {
  readonly boot: number;
  moves: number;
  /** Some window that ends at or before this time has data. */
  dataBefore: number;
  /** The store has nothing before this time. */
  nothingBefore: number;
}

/**
 * Whether a metric has data before a time: from its first window on, nothing means zero. What was learnt is kept until the view
 * boots again; the store is asked about the nearest past first, where the answer nearly always lies.
 */
export class FirstData {
  readonly #source: SeriesSource;
  readonly #store: StoreReads;
  readonly #known = new Map<string, Known>();

  constructor(source: SeriesSource, store: StoreReads) {
    this.#source = source;
    this.#store = store;
  }

  /** Rejects with `store_unavailable`. */
  async existsBefore(metric: Metric, at: number, now: number): Promise<boolean> {
    const known = this.#knownOf(metric);
    if (known.dataBefore <= at) return true;
    if (this.#inMemoryBefore(metric, at)) {
      known.dataBefore = at;
      return true;
    }
    if (at <= known.nothingBefore) return false;
    const reach = Math.min(...sharedGrains([metric], now).map((grain) => grain.reach));
    let to = at;
    for (const back of [...lookBackMs, Number.POSITIVE_INFINITY]) {
      const from = Math.max(reach, known.nothingBefore, Math.floor((at - back) / hourMs) * hourMs);
      if (from < to && (await this.#inStore(metric, from, to, now))) {
        known.dataBefore = Math.min(known.dataBefore, to);
        return true;
      }
      to = Math.min(to, from);
    }
    known.nothingBefore = Math.max(known.nothingBefore, at);
    return false;
  }

  #knownOf(metric: Metric): Known {
    const { boot, moves } = this.#source.pin();
    let known = this.#known.get(metric.metric);
    if (known === undefined || known.boot !== boot) {
      known = { boot, moves, dataBefore: Number.POSITIVE_INFINITY, nothingBefore: Number.NEGATIVE_INFINITY };
      this.#known.set(metric.metric, known);
    }
    // A slice that moved may have brought late events to the store.
    if (known.moves !== moves) [known.moves, known.nothingBefore] = [moves, Number.NEGATIVE_INFINITY];
    return known;
  }

  #inMemoryBefore(metric: Metric, at: number): boolean {
    const ms = metric.grains[0]?.ms ?? 0;
    for (const slice of this.#source.slices()) {
      const first = slice.firstWindow(metric.metric);
      if (first !== null && first + ms <= at) return true;
    }
    return false;
  }

  async #inStore(metric: Metric, from: number, to: number, now: number): Promise<boolean> {
    let found = false;
    const request = { metric, by: [], where: {}, only: null, bounds: [from, to], pin: this.#source.pin(), now };
    await readStore(request, this.#store, everything, this.#source, () => {
      found = true;
    });
    return found;
  }
}
