import type {
  Access,
  Catalog,
  Coordinates,
  Event,
  Group,
  Metric,
  PartialCells,
  SliceCounters,
  SliceIdentity,
} from '@tidewatch/contract';

/** Cells with the definition that they were folded by: while a generation catches up there are two of one name. */
export interface DefinedCells extends PartialCells {
  /** Absent: the newest of the name that the cells fit. */
  readonly definition?: Metric;
}

/** Cells of one slice to be stored, each with its own version (`through`). */
export interface PartialsWrite extends SliceIdentity {
  readonly cells: readonly DefinedCells[];
  /** Progress of the partition, when the last part of a frame is contained. */
  readonly progress: SliceProgress | null;
}

export interface SliceProgress extends SliceIdentity {
  readonly through: number;
  readonly end: number;
  readonly asOf: number;
  readonly counters: SliceCounters;
}

/** A document that the store refused for good. The metric is unhealthy from then on. */
export interface Quarantined {
  readonly metric: string;
  readonly reason: string;
}

/** Slices of one partition that a read takes: `from` ≤ slice < `below`. */
export interface SliceRange {
  readonly generation: number;
  readonly topic: string;
  readonly epoch: number;
  readonly partition: number;
  readonly from: number;
  readonly below: number;
}

export interface StoreSeriesQuery {
  readonly metric: Metric;
  readonly grain: string;
  /** Bucket borders, epoch ms, ascending; bucket i is [bounds[i], bounds[i+1]). Each border is a window border of the grain. */
  readonly bounds: readonly number[];
  /** A subset of the metric's dimensions, in the metric's order. Empty: the total. */
  readonly by: readonly string[];
  /** Dimension → allowed values. */
  readonly where: Readonly<Record<string, readonly string[]>>;
  readonly slices: readonly SliceRange[];
  /** Groups (in the order of `by`) to return by name; all others are merged into one group of `(other)`. Absent: all by name. */
  readonly only?: readonly Group[];
}

/** Merged states, `states[i]` for bucket i, undefined where no partial exists. States are those of `measureOf(metric)`. */
export interface StoreSeries {
  readonly group: Group;
  readonly states: readonly (MeasureState | undefined)[];
}

/** One bucket, [from, to), slice by slice. The fields are those of `StoreSeriesQuery`. */
export interface StoreSlicesQuery extends Pick<StoreSeriesQuery, 'metric' | 'grain' | 'where' | 'slices'> {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What one slice adds to a bucket: its cells that pass, merged. */
export interface StoreSliceState extends SliceIdentity {
  /** Last offset that any of the cells contains; null where very many cells would have to be read for it. */
  readonly through: number | null;
  readonly cells: number;
  readonly state: MeasureState;
}

/** In-memory state of a measure; only `core/measures` looks inside. */
export type MeasureState = unknown;

/** An event for the index, with declared fields only. */
export interface IndexedEvent extends Coordinates {
  readonly event: Event;
  readonly appendTime: number;
}

export interface StoreEventsQuery {
  readonly types: readonly string[];
  /** Event time, inclusive / exclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Field → allowed values (as text); conditions on different fields are joined by and. */
  readonly where: Readonly<Record<string, readonly string[]>>;
  /** Text in lower case: the store MAY leave out events whose id, subject and string fields do not hold it. */
  readonly mention?: string;
  /** Cursor of an earlier answer. */
  readonly after: string | null;
  readonly limit: number;
}

export interface EventsPage {
  /** Newest first by (event time, topic, partition, offset). */
  readonly events: readonly IndexedEvent[];
  /** Where to go on; also after fewer events than `limit`, where a store had to look through very many. */
  readonly next: string | null;
  /** Events that were looked through, where the store knows it. */
  readonly scanned?: number;
}

export interface PrunePolicy {
  readonly nowMs: number;
  readonly catalog: Catalog;
}

/**
 * The metric store: a view of the log that can be rebuilt. Every write is idempotent.
 * A store that is away makes writes wait (the adapter retries passing faults without limit) and reads reject with
 * `store_unavailable` within 5 s.
 */
export interface MetricStore {
  /**
   * Prepares tables, templates and mappings for the catalog. MUST be called before the first write of a generation. A metric MAY be there
   * twice, as it was and, after it, as it is now; both MUST be writable and readable.
   */
  prepare(catalog: Catalog): Promise<void>;
  /**
   * The name that the first `prepare` gave this store: random lower-case letters, digits and dashes. It lasts as long as the data:
   * a store that was deleted comes back with another. Null before the first `prepare`. For reads: rejects while the store is away.
   */
  identity(): Promise<string | null>;
  /**
   * Upserts by identity and keeps the highest `through` per cell; an older one is ignored, an equal one is a success.
   * Resolves when durable; names documents that can never be stored.
   */
  upsertPartials(writes: readonly PartialsWrite[]): Promise<readonly Quarantined[]>;
  /** Cells of the slices given, with their identities and versions, for views that boot. Finest grain only when `grains` says so. */
  partials(slices: readonly SliceRange[], grains: 'finest' | 'all'): AsyncIterable<PartialsWrite>;
  /** Newest progress per (generation, topic, epoch, partition). */
  progress(): Promise<readonly SliceProgress[]>;
  series(query: StoreSeriesQuery, access: Access): Promise<readonly StoreSeries[]>;
  /**
   * The parts of which `series` would merge the total of one bucket, in (topic, partition, slice) order: each slice that has a cell
   * there, once.
   */
  sliceStates(query: StoreSlicesQuery, access: Access): Promise<readonly StoreSliceState[]>;
  /**
   * Events of one partition come in offset order. MUST be idempotent for coordinates that were indexed before (also after a
   * crash); duplicates of one (topic, partition, source, id) fall together where the technology can.
   */
  indexEvents(events: readonly IndexedEvent[]): Promise<readonly Quarantined[]>;
  searchEvents(query: StoreEventsQuery, access: Access): Promise<EventsPage>;
  /** Makes everything written before visible to reads. */
  refresh(): Promise<void>;
  /** Deletes what is older than `keep`, whole indices or rows. Returns how many windows or documents went. */
  prune(policy: PrunePolicy): Promise<number>;
  close(): Promise<void>;
}
