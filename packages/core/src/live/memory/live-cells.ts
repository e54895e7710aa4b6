import type { Frame, PartialCells, SliceIdentity } from '@tidewatch/contract/frames';
import type { PartialsWrite } from '../../ports/metric-store.ts';
import type { Generations } from '../view/generations.ts';
import { GroupPool } from './group-pool.ts';
import { LivePartition, type FramePosition } from './live-partition.ts';
import type { LiveSlice, TouchedWindow } from './live-slice.ts';
import { partitionKey, type SlicePoint } from './slice-point.ts';

const hourMs = 3_600_000;
const nowhere: FramePosition = { partition: -1, offset: -1 };
/** Part of the limit that stays when windows are given up, so that it does not happen at every frame. */
const keptShare = 0.6;

/**
 * The cells of all slices that are not the store's yet: the finest grain, the newest version of each. When there are more than
 * `cellsMax`, the oldest windows are given up: for windows before `cutoff` the store answers for all slices, with its delay.
 */
export class LiveCells {
  /** Told before windows from the old cut-off up to the new one are given up: whoever keeps sums takes their cells over. */
  beforeDrop: (from: number, to: number) => void = () => undefined;
  readonly #generations: Generations;
  readonly #cellsMax: number;
  readonly #partitions = new Map<string, LivePartition>();
  readonly #groups = new GroupPool();
  #cutoff = Number.NEGATIVE_INFINITY;

  constructor(generations: Generations, cellsMax: number) {
    this.#generations = generations;
    this.#cellsMax = cellsMax;
  }

  get cutoff(): number {
    return this.#cutoff;
  }

  get cells(): number {
    let cells = 0;
    for (const slice of this.slices()) cells += slice.cells;
    return cells;
  }

  get partitions(): Iterable<LivePartition> {
    return this.#partitions.values();
  }

  *slices(): Iterable<LiveSlice> {
    for (const partition of this.#partitions.values()) yield* partition.slices;
  }

  /** Upserts a frame of the tail. Null when it is of no use: another generation owns the slice, or a later slice has begun. */
  takeFrame(frame: Frame, position: FramePosition): readonly TouchedWindow[] | null {
    if (this.#generations.ownerOf(frame) !== frame.generation) return null;
    const slice = this.partition(frame).sliceOfFrame(frame, position);
    return slice === null ? null : this.#upsert(slice, frame.cells);
  }

  /** Upserts what the store held when the view booted. */
  takePartials(write: PartialsWrite): void {
    if (this.#generations.ownerOf(write) !== write.generation) return;
    const slice = this.partition(write).sliceOfPartials(write, nowhere);
    if (slice !== null) this.#upsert(slice, write.cells);
  }

  /** Sets where memory begins for a partition. */
  setHorizon(topic: string, partition: number, horizon: SlicePoint): void {
    this.partition({ topic, partition, ...horizon }).setHorizon(horizon);
  }

  /** Takes out what is the store's now. */
  takeMovable(committed: ReadonlyMap<number, number>): readonly LiveSlice[] {
    const moved = [...this.#partitions.values()].flatMap((partition) => partition.takeMovable(committed));
    if (moved.length > 0) {
      this.#cutoff = Number.NEGATIVE_INFINITY;
      for (const slice of this.slices()) this.#cutoff = Math.max(this.#cutoff, slice.droppedBelow);
    }
    return moved;
  }

  get hasSealed(): boolean {
    return [...this.#partitions.values()].some((partition) => partition.sealed);
  }

  partition({ topic, partition }: Pick<SliceIdentity, 'topic' | 'partition'>): LivePartition {
    const key = partitionKey(topic, partition);
    let found = this.#partitions.get(key);
    if (found === undefined) {
      found = new LivePartition(topic, partition, { epoch: 0, slice: 0 }, this.#groups);
      this.#partitions.set(key, found);
    }
    return found;
  }

  #upsert(slice: LiveSlice, cells: readonly PartialCells[]): readonly TouchedWindow[] {
    const touched: TouchedWindow[] = [];
    for (const partials of cells) {
      const finest = this.#generations.finestGrain(slice.identity.generation, partials.metric);
      if (finest?.grain !== partials.grain) continue;
      if (slice.upsert(partials, finest.ms, this.#cutoff)) {
        touched.push({ metric: partials.metric, window: partials.window, ms: finest.ms });
      }
    }
    this.#dropOldest();
    return touched;
  }

  #dropOldest(): void {
    if (this.cells <= this.#cellsMax) return;
    const counts = new Map<number, number>();
    for (const slice of this.slices()) slice.countWindows(counts);
    let kept = 0;
    let cutoff = Number.POSITIVE_INFINITY;
    for (const [window, cells] of [...counts].toSorted(([left], [right]) => right - left)) {
      kept += cells;
      if (kept > this.#cellsMax * keptShare) break;
      cutoff = window;
    }
    // Whole hours: coarser grains of the store then fit on both sides.
    const newest = Math.max(...counts.keys());
    const before = this.#cutoff;
    const next = Math.ceil(Math.min(cutoff, newest + 1) / hourMs) * hourMs;
    this.beforeDrop(before, next);
    this.#cutoff = next;
    for (const slice of this.slices()) slice.dropBelow(this.#cutoff);
  }
}
