import type { Catalog, Metric } from '@tidewatch/contract/catalog/catalog';
import type { Frame, SliceIdentity } from '@tidewatch/contract/frames';
import { TidewatchError } from '@tidewatch/contract/errors';
import { LiveCells } from '../../../live/memory/live-cells.ts';
import type { FramePosition } from '../../../live/memory/live-partition.ts';
import type { LiveSlice, TouchedWindow } from '../../../live/memory/live-slice.ts';
import { isBefore, partitionKey } from '../../../live/memory/slice-point.ts';
import { PipelineProgress } from '../../../live/progress/pipeline-progress.ts';
import type { Generations } from '../../../live/view/generations.ts';
import type { StoreReads } from '../../../live/view/store-watch.ts';
import type { PartialsWrite } from '../../../ports/metric-store.ts';
import type { Pin, SeriesSource } from '../../../query/read/series-source.ts';

const cellsMax = 2_000_000;

export interface ReplayViewOptions {
  readonly generations: Generations;
  readonly catalog: Catalog;
  /** Cells of other metrics are left out. */
  readonly metrics: ReadonlySet<string>;
  /** Partitions of each input topic. */
  readonly counts: ReadonlyMap<string, number>;
  /** Partitions of `rollups` that are read from their very beginning. */
  readonly whole: ReadonlySet<number>;
  /** When it begins, epoch ms. */
  readonly at: number;
}

interface Begun {
  readonly first: SliceIdentity;
  /** Whether the slice in which reading began is whole here. */
  isWhole: boolean;
}

/**
 * The live view as it was: what the frames up to a moment tell is in memory, and slices that had ended before the first of them are the
 * store's. What the store has learnt since lies in later slices, which are not read.
 */
export class ReplayView implements SeriesSource {
  readonly history = 'available';
  readonly catalog: Catalog;
  readonly #generations: Generations;
  readonly #metrics: ReadonlySet<string>;
  readonly #cells: LiveCells;
  readonly #progress = new PipelineProgress();
  readonly #begun = new Map<string, Begun>();
  /** Partitions of `rollups` that are read from their very beginning. */
  readonly #whole: ReadonlySet<number>;
  #moves = 0;
  #movedAt: number;

  constructor({ generations, catalog, metrics, counts, whole, at }: ReplayViewOptions) {
    this.#generations = generations;
    this.catalog = catalog;
    this.#metrics = metrics;
    this.#whole = whole;
    this.#cells = new LiveCells(generations, Number.POSITIVE_INFINITY);
    this.#progress.setPartitionCounts(counts);
    this.#movedAt = at;
  }

  catalogOf(generation: number): Catalog | null {
    return this.#generations.catalogOf(generation);
  }

  pin(): Pin {
    const ranges = [...this.#cells.partitions].flatMap(({ topic, partition, horizon }) =>
      this.#generations.rangesBelow(topic, partition, horizon),
    );
    return {
      boot: 1,
      moves: this.#moves,
      movedAt: this.#movedAt,
      cutoff: Number.NEGATIVE_INFINITY,
      sealedRanges: ranges,
      allRanges: ranges,
      slices: [...this.slices()],
    };
  }

  slices(): Iterable<LiveSlice> {
    return this.#cells.slices();
  }

  asOfMetric(metric: Metric): number | null {
    return this.#progress.asOfMetric(metric, this.catalog);
  }

  /** Takes the next frame. Throws `query_too_wide` when too much would have to be held. */
  take(frame: Frame, position: FramePosition, at: number): readonly TouchedWindow[] {
    const key = partitionKey(frame.topic, frame.partition);
    if (!this.#begun.has(key) && this.#generations.ownerOf(frame) === frame.generation) {
      const { generation, topic, epoch, partition, slice } = frame;
      this.#begun.set(key, {
        first: { generation, topic, epoch, partition, slice },
        isWhole: this.#whole.has(position.partition),
      });
      this.#cells.setHorizon(topic, partition, { epoch, slice });
    }
    const cells = frame.cells.filter(({ metric }) => this.#metrics.has(metric));
    const touched = this.#cells.takeFrame({ ...frame, cells }, position);
    if (touched === null) return [];
    this.#progress.takeFrame(frame, at);
    return touched;
  }

  /**
   * Completes the slices in which reading began with what the store holds of them, as far as it is not of later. False while it cannot be
   * known yet: cells of such a slice have changed since, and their earlier state is gone.
   */
  async complete(store: Pick<StoreReads, 'partials'>): Promise<boolean> {
    for (const [key, begun] of this.#begun)
      if (!begun.isWhole) begun.isWhole = await this.#completeFirst(key, begun, store);
    return [...this.#begun.values()].every(({ isWhole }) => isWhole);
  }

  /** Gives slices to the store that it holds whole. `committed`: partition of `rollups` → next offset that the indexer reads. */
  move(committed: ReadonlyMap<number, number>, at: number): readonly LiveSlice[] {
    if (this.#cells.cells > cellsMax)
      throw new TidewatchError('query_too_wide', 'a replay of so many groups is too much; use a shorter range');
    const moved = this.#cells.takeMovable(committed);
    if (moved.length > 0) [this.#moves, this.#movedAt] = [this.#moves + 1, at];
    return moved;
  }

  async #completeFirst(key: string, { first }: Begun, store: Pick<StoreReads, 'partials'>): Promise<boolean> {
    const newest = this.#progress.newest(key);
    if (newest === null) return false;
    const hasEnded = isBefore(first, newest);
    const writes: PartialsWrite[] = [];
    const { generation, topic, epoch, partition, slice } = first;
    const range = { generation, topic, epoch, partition, from: slice, below: slice + 1 };
    for await (const write of store.partials([range], 'finest')) {
      for (const cells of write.cells) {
        if (!this.#metrics.has(cells.metric)) continue;
        const isLater = cells.entries.some(([, through]) => through > newest.through);
        if (isLater && !hasEnded) return false;
        writes.push({ ...write, cells: [cells], progress: null });
      }
    }
    for (const write of writes) this.#cells.takePartials(write);
    return true;
  }
}
