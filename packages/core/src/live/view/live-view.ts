import {
  Subject,
  Subscription,
  exhaustMap,
  from,
  interval,
  type Observable,
  type SchedulerLike,
  asyncScheduler,
} from 'rxjs';
import type { Catalog, DefinitionsRecord, Metric } from '@tidewatch/contract/catalog/catalog';
import type { PipelineAnswer } from '@tidewatch/contract/socket';
import { indexerGroups } from '../../log/indexer-groups.ts';
import type { StoreReads } from './store-watch.ts';
import type { Pin, SeriesSource } from '../../query/read/series-source.ts';
import type { LiveSlice } from '../memory/live-slice.ts';
import { pipelineAnswer, type PipelineFacts } from '../progress/pipeline-answer.ts';
import { BootedView, type MemoryChange, type ViewParts } from './booted-view.ts';
import { DefinitionsTail } from './definitions-tail.ts';
import { StoreWatch } from './store-watch.ts';

export interface LiveViewOptions extends Omit<ViewParts, 'store'> {
  readonly store: StoreReads;
  /** Timers; the real clock unless told. */
  readonly scheduler?: SchedulerLike;
  /** Pause between looks at the indexer's offsets. */
  readonly moveEveryMs?: number;
  /** Pause between attempts to boot while the store or the log does not answer. */
  readonly bootRetryMs?: number;
}

/** What a view cannot know of the pipeline. */
export type ViewFacts = Pick<PipelineFacts, 'simulated' | 'notices' | 'upcoming' | 'reports'> & {
  readonly quarantined: number;
};

/** A change of memory, or a whole new view after a boot. */
export type LiveChange = MemoryChange | { readonly kind: 'booted' };

/**
 * The newest state of all metrics: slices that are sealed and stored are the store's, all later ones are in memory, so answers are
 * exact and live whatever the store's delay (I4, I5, I8). Boots again when a generation begins, keeping the old view until the new
 * one is complete.
 */
export class LiveView implements SeriesSource {
  readonly store: StoreWatch;
  readonly #options: LiveViewOptions & ViewParts;
  readonly #definitions: DefinitionsTail;
  readonly #changes = new Subject<LiveChange>();
  readonly #timers = new Subscription();
  #view: BootedView;
  #viewChanges: Subscription | null = null;
  #boots = 0;
  #booting: Promise<void> | null = null;
  #stopped = false;
  #indexerLag: number | null = null;

  constructor(options: LiveViewOptions) {
    this.store = new StoreWatch(options.store);
    this.#options = { ...options, store: this.store };
    this.#definitions = new DefinitionsTail(options.log, options.telemetry);
    this.#view = new BootedView(this.#options, this.#definitions.current);
  }

  get changes(): Observable<LiveChange> {
    return this.#changes;
  }

  /** Whether there are definitions and a first boot is done. */
  get ready(): boolean {
    return this.#boots > 0 && this.catalog !== null;
  }

  /** Why it cannot answer everything yet, in words for operators. A store that is away is no reason: recent data is answered without it. */
  get unready(): readonly string[] {
    if (this.catalog === null) return ['there are no definitions yet: the processor has not started'];
    return this.ready ? [] : ['the live view is being built'];
  }

  /** The catalog in force; null before the processor has written one. */
  get catalog(): Catalog | null {
    const latest = this.#definitions.current;
    return latest.differFrom(this.#view.generations) ? this.#view.generations.catalog : latest.catalog;
  }

  /** What the topic `definitions` said so far, oldest first. */
  get definitions(): readonly DefinitionsRecord[] {
    return this.#definitions.records;
  }

  get generation(): number | null {
    return this.#view.generations.newest;
  }

  get history(): 'available' | 'unavailable' {
    return this.#view.stored && this.store.available ? 'available' : 'unavailable';
  }

  /** Time up to which everything is complete; null before each partition has told. */
  get asOf(): number | null {
    return this.#view.progress.asOfTopics(this.#view.generations.topics);
  }

  get cells(): number {
    return this.#view.cells.cells;
  }

  catalogOf(generation: number): Catalog | null {
    return this.#view.generations.catalogOf(generation);
  }

  pin(): Pin {
    const { cells, generations, stored, moves, movedAt } = this.#view;
    const partitions = stored ? [...cells.partitions] : [];
    return {
      boot: this.#boots,
      moves,
      movedAt,
      cutoff: cells.cutoff,
      sealedRanges: partitions.flatMap(({ topic, partition, horizon }) =>
        generations.rangesBelow(topic, partition, horizon),
      ),
      allRanges: partitions.flatMap(({ topic, partition }) => generations.rangesBelow(topic, partition, null)),
      slices: [...cells.slices()],
    };
  }

  slices(): Iterable<LiveSlice> {
    return this.#view.cells.slices();
  }

  asOfMetric(metric: Metric): number | null {
    const { catalog } = this;
    return catalog === null ? null : this.#view.progress.asOfMetric(metric, catalog);
  }

  pipeline(facts: ViewFacts): PipelineAnswer {
    const { quarantined, ...rest } = facts;
    return pipelineAnswer(this.#view.progress, {
      ...rest,
      now: this.#options.clock.now(),
      generation: this.generation,
      history: this.history,
      topics: this.#view.generations.topics,
      indexer: this.#indexerLag === null ? null : { lagRecords: this.#indexerLag, quarantined },
    });
  }

  /** Resolves when the view is up, without history if the store does not answer. Rejects when the log does not. */
  async start(): Promise<void> {
    await this.#definitions.start(this.#options.scheduler);
    await this.#bootAgain();
    await this.#follow();
    const { scheduler = asyncScheduler, moveEveryMs = 2_000, bootRetryMs = 3_000 } = this.#options;
    this.#timers.add(this.#definitions.changes.subscribe(() => void this.#bootIfNeeded()));
    this.#timers.add(
      interval(moveEveryMs, scheduler)
        .pipe(exhaustMap(() => from(this.#follow())))
        .subscribe(),
    );
    this.#timers.add(
      interval(bootRetryMs, scheduler)
        .pipe(exhaustMap(() => from(this.#bootIfNeeded())))
        .subscribe(),
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#timers.unsubscribe();
    this.#definitions.stop();
    this.#view.stop();
    this.#changes.complete();
  }

  /**
   * Boots when the definitions have moved on, when the log broke off, when the store answers again after a boot without it, or when
   * it is another store.
   */
  async #bootIfNeeded(): Promise<void> {
    if (this.#stopped || this.#booting !== null) return;
    const { failed, generations, storeIdentity } = this.#view;
    const isOther = storeIdentity !== undefined && this.store.lastIdentity !== storeIdentity;
    if (!failed && !isOther && !this.#definitions.current.differFrom(generations)) {
      const back = (this.#view.stored && this.store.available) || (await this.store.answers());
      if (this.#view.stored || !back || this.#booting !== null) return;
    }
    await this.#guarded('boot', () => this.#bootAgain());
  }

  async #bootAgain(): Promise<void> {
    const view = new BootedView(this.#options, this.#definitions.current);
    this.#booting = Promise.all([view.boot(), this.#countPartitions(view)]).then(() => undefined);
    try {
      await this.#booting;
    } catch (error) {
      view.stop();
      throw error;
    } finally {
      this.#booting = null;
    }
    if (this.#stopped) return view.stop();
    this.#viewChanges?.unsubscribe();
    this.#view.stop();
    this.#view = view;
    this.#boots++;
    this.#viewChanges = view.changes.subscribe((change) => this.#changes.next(change));
    this.#changes.next({ kind: 'booted' });
    if (this.#definitions.current.differFrom(view.generations)) await this.#bootAgain();
  }

  async #follow(): Promise<void> {
    const { log, telemetry } = this.#options;
    telemetry.gauge('live_cells', this.cells);
    await this.#guarded('follow', async () => {
      const view = this.#view;
      await this.#followStore(view);
      const { storeIdentity } = view;
      const [committed, offsets] = await Promise.all([
        typeof storeIdentity === 'string'
          ? log.committed(indexerGroups(storeIdentity).frames, 'rollups')
          : new Map<number, number>(),
        log.offsets('rollups'),
      ]);
      this.#indexerLag = offsets.reduce(
        (lag, { partition, begin, end }) => lag + end - Math.max(begin, committed.get(partition) ?? 0),
        0,
      );
      await this.#countPartitions(view);
      if (this.store.available) await view.moveSealed(committed);
    });
  }

  /** Notices a store that was new, or that is another one by now. */
  async #followStore(view: BootedView): Promise<void> {
    if (!this.store.available || view.storeIdentity === undefined) return;
    const identity = await this.store.identity();
    if (identity === view.storeIdentity) return;
    if (identity !== null && view.storeIdentity === null && view.stored) view.adoptStore(identity);
    else await this.#bootIfNeeded();
  }

  async #countPartitions(view: BootedView): Promise<void> {
    const counts = await Promise.all(
      view.generations.topics.map(async (topic) => [topic, (await this.#options.log.offsets(topic)).length] as const),
    );
    view.progress.setPartitionCounts(new Map(counts));
  }

  /** A log or store that does not answer is asked again at the next turn. */
  async #guarded(what: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (this.#stopped) return;
      this.#options.telemetry.count('live_view_faults', 1, { what });
      this.#options.telemetry.log(
        'warn',
        `the live view could not ${what}: ${error instanceof Error ? error.message : 'unknown fault'}`,
      );
    }
  }
}
