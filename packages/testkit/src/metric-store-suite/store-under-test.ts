import type { MetricStore } from '@tidewatch/core/ports/metric-store';

/** A store over a place of its own that is empty at the beginning. */
export interface StoreUnderTest {
  readonly store: MetricStore;
  /** Closes every open store of this place and opens another over the same data. */
  reopen(): Promise<MetricStore>;
  /** Opens one more store over the same data beside the others. Only called where `shared` is true. */
  openSecond(): Promise<MetricStore>;
  /** Closes and deletes all. */
  dispose(): Promise<void>;
}

export interface StoreCapabilities {
  /** Data outlives the store object. */
  readonly durable: boolean;
  /** Several processes may open the same data. */
  readonly shared: boolean;
  /** Events of one (topic, partition, source, id) fall together also when their offsets differ. */
  readonly duplicatesFallTogether: boolean;
}

/** What the parts of the suite share: one store, and names that no other test uses. */
export interface SuiteContext {
  readonly capabilities: StoreCapabilities;
  store(): MetricStore;
  /** A fresh place for tests that close, prune or count everything. */
  fresh(): Promise<StoreUnderTest>;
  /** A generation of its own keeps the cells of one test apart from all others. */
  nextGeneration(): number;
  /** An event type of its own keeps the events of one test apart from all others. */
  nextEventType(): string;
}
