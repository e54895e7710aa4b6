import type { Access } from '@tidewatch/contract/access';
import type { Metric } from '@tidewatch/contract/catalog/catalog';
import type { SliceIdentity } from '@tidewatch/contract/frames';
import type { LiveSlice } from '../live/memory/live-slice.ts';
import type { StoreReads } from '../live/view/store-watch.ts';
import type { Measure } from '../measures/measure.ts';
import { measureOf } from '../measures/measure-of.ts';
import type { MeasureState } from '../ports/metric-store.ts';
import { filterWithAccess } from '../query/plan/plan-filter.ts';
import { readableDefinition } from '../query/plan/readable-definition.ts';
import type { Filter } from '../query/plan/series-plan.ts';
import { groupProjection } from '../query/read/group-projection.ts';
import { storeReads } from '../query/read/read-store.ts';
import type { Pin, SeriesSource } from '../query/read/series-source.ts';

/** What one slice adds to a bucket: its cells that pass, merged. */
export interface SlicePart extends SliceIdentity {
  through: number | null;
  cells: number;
  state: MeasureState;
  heldBy: 'memory' | 'store' | 'both';
}

/** One bucket of one metric, for one caller. */
export interface SliceBucket {
  readonly metric: Metric;
  readonly fromMs: number;
  readonly toMs: number;
  readonly where: Filter;
  readonly access: Access;
}

/** What the parts of a bucket are gathered from, at one moment. */
export interface SliceSources {
  readonly source: SeriesSource;
  readonly store: StoreReads;
  readonly pin: Pin;
  readonly now: number;
}

/** The parts of a bucket by slice: first what the store holds, then what memory adds. */
export class SliceParts {
  readonly bucket: SliceBucket;
  readonly measure: Measure;
  readonly #parts = new Map<string, SlicePart>();
  readonly #where: Filter | null;

  constructor(bucket: SliceBucket) {
    this.bucket = bucket;
    this.measure = measureOf(bucket.metric);
    this.#where = filterWithAccess(bucket.where, bucket.access, bucket.metric.by);
  }

  /** The same cells that a series query reads from the store. Rejects with `store_unavailable`. */
  async readStore({ source, store, pin, now }: SliceSources): Promise<void> {
    const { metric, fromMs, toMs, access } = this.bucket;
    const where = this.#where;
    if (where === null) return;
    const reads = storeReads({ metric, by: [], where, only: null, bounds: [fromMs, toMs], pin, now }, source);
    const answers = await Promise.all(
      reads.map(({ run: { grain, bounds }, definition, slices }) => {
        const [from, to] = [bounds[0] ?? fromMs, bounds.at(-1) ?? fromMs];
        return store.sliceStates({ metric: definition, grain, where, slices, fromMs: from, toMs: to }, access);
      }),
    );
    for (const { through, cells, state, ...slice } of answers.flat()) this.#add(slice, through, cells, state, 'store');
  }

  /** What slices hold in memory of windows from the cut-off on. */
  addMemory(slices: Iterable<LiveSlice>, cutoff: number, catalogOf: SeriesSource['catalogOf']): void {
    const { metric, fromMs, toMs } = this.bucket;
    if (this.#where === null) return;
    const project = groupProjection(metric.by, [], this.#where, null);
    for (const slice of slices) {
      const { identity } = slice;
      if (readableDefinition(metric, catalogOf(identity.generation)) === null) continue;
      slice.visit(metric.metric, this.measure, Math.max(fromMs, cutoff), toMs, (group, state, _, through) => {
        if (project(group) !== null) this.#add(identity, through, 1, state, 'memory');
      });
    }
  }

  get isEmpty(): boolean {
    return this.#parts.size === 0;
  }

  partOf(slice: SliceIdentity): SlicePart | undefined {
    return this.#parts.get(keyOf(slice));
  }

  /** In the order in which partials merge: topic, partition, slice. */
  inOrder(): readonly SlicePart[] {
    return [...this.#parts.values()].toSorted(
      (left, right) =>
        (left.topic < right.topic ? -1 : left.topic > right.topic ? 1 : 0) ||
        left.partition - right.partition ||
        left.epoch - right.epoch ||
        left.slice - right.slice ||
        left.generation - right.generation,
    );
  }

  /** The merge of some parts; undefined for none. */
  merged(parts: readonly SlicePart[]): MeasureState | undefined {
    return parts.reduce<MeasureState | undefined>(
      (sum, { state }) => (sum === undefined ? state : this.measure.merge(sum, state)),
      undefined,
    );
  }

  #add(
    { generation, topic, epoch, partition, slice }: SliceIdentity,
    through: number | null,
    cells: number,
    state: MeasureState,
    heldBy: 'memory' | 'store',
  ): void {
    const identity = { generation, topic, epoch, partition, slice };
    const key = keyOf(identity);
    const held = this.#parts.get(key);
    if (held === undefined) {
      this.#parts.set(key, { ...identity, through, cells, state, heldBy });
      return;
    }
    held.through = held.through === null || through === null ? null : Math.max(held.through, through);
    held.cells += cells;
    held.state = this.measure.merge(held.state, state);
    if (held.heldBy !== heldBy) held.heldBy = 'both';
  }
}

function keyOf({ generation, topic, epoch, partition, slice }: SliceIdentity): string {
  return `${generation} ${epoch} ${partition} ${slice} ${topic}`;
}
