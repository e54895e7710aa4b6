import { Subject, type Observable, type Subscription } from 'rxjs';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { Clock } from '../../ports/clock.ts';
import { indexerGroups } from '../../log/indexer-groups.ts';
import type { EventLog, LogBatch, PartitionOffsets } from '../../ports/event-log.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { LiveCells } from '../memory/live-cells.ts';
import type { LiveSlice, TouchedWindow } from '../memory/live-slice.ts';
import { PipelineProgress } from '../progress/pipeline-progress.ts';
import type { Generations } from './generations.ts';
import { parseFrame } from './parse-frame.ts';
import { readStoredSlices } from './read-stored-slices.ts';
import type { StoreWatch } from './store-watch.ts';

export interface ViewParts {
  readonly log: EventLog;
  readonly store: StoreWatch;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly liveCellsMax: number;
}

/** Records of each partition of `rollups` that a view begins with when no store has ever said what it holds. */
const recentRecordsMax = 2_000;

/** What happened in memory; screens follow it. */
export type MemoryChange =
  | { readonly kind: 'touched'; readonly windows: readonly TouchedWindow[] }
  /** Slices that have left memory for the store. */
  | { readonly kind: 'moved'; readonly slices: readonly LiveSlice[] }
  /** Slices are about to lose their cells of windows in [from, to); from then on the store answers for these, with its delay. */
  | { readonly kind: 'dropping'; readonly slices: readonly LiveSlice[]; readonly from: number; readonly to: number }
  /** Memory answers for earlier windows again. */
  | { readonly kind: 'regained' };

/**
 * A view of the topic `rollups` for one state of the definitions. It boots in the order of I4: the indexer's offsets, then the tail
 * from there up to the end as it was, then the store, refreshed. Both ways of learning a cell are upserts, so they may overlap.
 */
export class BootedView {
  readonly generations: Generations;
  readonly cells: LiveCells;
  readonly progress = new PipelineProgress();
  readonly #parts: ViewParts;
  readonly #changes = new Subject<MemoryChange>();
  #tail: Subscription | null = null;
  #stored = false;
  #failed = false;
  #storeIdentity: string | null | undefined;
  #moves = 0;
  #movedAt = 0;
  #toCatchUp = new Map<number, number>();
  #caughtUp: (() => void) | null = null;

  constructor(parts: ViewParts, generations: Generations) {
    this.#parts = parts;
    this.generations = generations;
    this.cells = new LiveCells(generations, parts.liveCellsMax);
    this.cells.beforeDrop = (from, to) =>
      this.#changes.next({ kind: 'dropping', slices: [...this.cells.slices()], from, to });
  }

  get changes(): Observable<MemoryChange> {
    return this.#changes;
  }

  /** The log broke the tail off: nothing new will come. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Whether the store was read: without it there is only what the tail told. */
  get stored(): boolean {
    return this.#stored;
  }

  /** The store that the view was booted over; null for one that held nothing, undefined when it had never answered. */
  get storeIdentity(): string | null | undefined {
    return this.#storeIdentity;
  }

  /** The store, which held nothing at the boot, has got a name: all that it will hold is in memory. */
  adoptStore(identity: string): void {
    this.#storeIdentity = identity;
  }

  /** How often slices moved to the store. */
  get moves(): number {
    return this.#moves;
  }

  /** Clock at the boot or the last move. */
  get movedAt(): number {
    return this.#movedAt;
  }

  /** Resolves when memory is complete; with `stored` false when the store does not answer. */
  async boot(): Promise<void> {
    const { log } = this.#parts;
    this.#storeIdentity = await this.#askIdentity();
    const offsets = await log.offsets('rollups');
    const committed = await this.#startOfTail(offsets);
    this.#toCatchUp = new Map(
      offsets
        .filter(({ partition, begin, end }) => end > Math.max(begin, committed.get(partition) ?? 0))
        .map(({ partition, end }) => [partition, end]),
    );
    await new Promise<void>((resolve, reject) => {
      this.#caughtUp = resolve;
      if (this.#toCatchUp.size === 0) resolve();
      this.#tail = log.tail('rollups', committed).subscribe({
        next: (batch) => this.#takeBatch(batch),
        error: (error: unknown) => {
          this.#failed = true;
          reject(error instanceof Error ? error : new Error('the log broke the tail off'));
        },
      });
    });
    await this.#readStore();
    this.#movedAt = this.#parts.clock.now();
  }

  /** Moves sealed slices to the store where the indexer has committed past their seal. Rejects when the store does not answer. */
  async moveSealed(committed: ReadonlyMap<number, number>): Promise<void> {
    if (!this.#stored || !this.cells.hasSealed) return;
    await this.#parts.store.refresh();
    const { cutoff } = this.cells;
    const slices = this.cells.takeMovable(committed);
    if (slices.length === 0) return;
    this.#moves++;
    this.#movedAt = this.#parts.clock.now();
    this.#changes.next({ kind: 'moved', slices });
    if (this.cells.cutoff !== cutoff) this.#changes.next({ kind: 'regained' });
  }

  stop(): void {
    this.#tail?.unsubscribe();
    this.#changes.complete();
  }

  async #askIdentity(): Promise<string | null | undefined> {
    const { store } = this.#parts;
    try {
      return await store.identity();
    } catch (error) {
      if (!isAway(error)) throw error;
      return store.lastIdentity;
    }
  }

  /** Where the indexer of this store stands; from the beginning of the log for a store that holds nothing. */
  async #startOfTail(offsets: readonly PartitionOffsets[]): Promise<ReadonlyMap<number, number>> {
    if (this.#storeIdentity === null) return new Map();
    if (this.#storeIdentity !== undefined) {
      return this.#parts.log.committed(indexerGroups(this.#storeIdentity).frames, 'rollups');
    }
    return new Map(offsets.map(({ partition, begin, end }) => [partition, Math.max(begin, end - recentRecordsMax)]));
  }

  async #readStore(): Promise<void> {
    try {
      await readStoredSlices(this.#parts.store, this.generations, this.cells, this.progress);
      this.#stored = true;
    } catch (error) {
      if (!isAway(error)) throw error;
      this.#parts.telemetry.log('warn', 'the metric store does not answer; showing recent data only');
    }
  }

  #takeBatch(batch: LogBatch): void {
    const touched: TouchedWindow[] = [];
    for (const { offset, value } of batch.records) {
      try {
        const frame = parseFrame(value);
        const windows = this.cells.takeFrame(frame, { partition: batch.partition, offset });
        if (windows === null) continue;
        this.progress.takeFrame(frame, this.#parts.clock.now());
        for (const window of windows) touched.push(window);
      } catch (error) {
        if (!(error instanceof TidewatchError)) throw error;
        this.#parts.telemetry.count('frames_refused', 1, { code: error.code });
      }
    }
    if (batch.nextOffset >= (this.#toCatchUp.get(batch.partition) ?? Number.POSITIVE_INFINITY)) {
      this.#toCatchUp.delete(batch.partition);
      if (this.#toCatchUp.size === 0) this.#caughtUp?.();
    }
    if (batch.records.length > 0) this.#changes.next({ kind: 'touched', windows: touched });
    batch.done();
  }
}

function isAway(error: unknown): boolean {
  return error instanceof TidewatchError && error.code === 'store_unavailable';
}
