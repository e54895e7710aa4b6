import type { Access } from '@tidewatch/contract/access';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { SeriesAnswer, SeriesQuery } from '@tidewatch/contract/queries';
import type { LiveSnapshot } from '@tidewatch/contract/socket';
import { planRanges } from '../../../query/plan/plan-ranges.ts';
import { planSeries } from '../../../query/plan/plan-series.ts';
import type { PlannedRanges, SeriesPlan } from '../../../query/plan/series-plan.ts';
import { loadSeries, type LoadedSeries, type SeriesParts } from '../../../query/series/load-series.ts';
import { asOfPlan } from '../../../query/series/read-series.ts';
import type { Pin } from '../../../query/read/series-source.ts';
import { SeriesReader } from '../../../query/read/series-reader.ts';
import type { LiveSlice, TouchedWindow } from '../../memory/live-slice.ts';
import type { StoreReads } from '../../view/store-watch.ts';
import { SeriesState } from './series-state.ts';
import { readSlide, sameBounds, slidColumns } from './slide-range.ts';
import type { Room, RoomMessage } from '../room.ts';

/** Windows that memory gave up are the store's, with its delay: they are read again at this pace … */
const rereadEveryMs = 5_000;
/** … while changes of them are so young, and later at the slow pace. */
const rereadForMs = 30_000;
/** Rooms that hold only the groups they show choose them again at this pace. */
const slowRereadEveryMs = 60_000;

export interface SeriesRoomParts extends SeriesParts {
  readonly store: StoreReads;
  readonly now: () => number;
  /** Runs reads of rooms, a few at a time. */
  readonly queue: <Result>(read: () => Promise<Result>) => Promise<Result>;
  /** Told of faults that the room lives through. */
  readonly warn: (message: string) => void;
}

interface Loaded {
  readonly reader: SeriesReader;
  readonly loaded: LoadedSeries;
}

/** A series query that stays up to date: the store is read once, then only what the memory says has changed is worked out again. */
export class SeriesRoom implements Room {
  readonly #query: SeriesQuery;
  readonly #access: Access;
  readonly #parts: SeriesRoomParts;
  #state: SeriesState | null = null;
  #asOf: number | null = null;
  #busy = false;
  #reloadAt = Number.POSITIVE_INFINITY;
  #replaced = false;
  #isFrozen = false;
  #touchedBelowAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(query: SeriesQuery, access: Access, parts: SeriesRoomParts) {
    this.#query = query;
    this.#access = access;
    this.#parts = parts;
  }

  get asOf(): number | null {
    return this.#asOf;
  }

  async open(): Promise<void> {
    await this.#read();
    this.#replaced = false;
  }

  close(): void {
    this.#closed = true;
  }

  snapshot(): LiveSnapshot {
    return { kind: 'series', answer: this.#answer() };
  }

  /** Names of the metrics that are read. */
  get metrics(): readonly string[] {
    return this.#state?.reader.plan.inputs.map(({ metric }) => metric) ?? [];
  }

  touched({ window }: TouchedWindow): void {
    const state = this.#state;
    if (state === null) return;
    state.touch(window);
    if (window >= state.cutoff) return;
    this.#touchedBelowAt = this.#parts.now();
    this.#reloadSoon(rereadEveryMs);
  }

  moved(slices: readonly LiveSlice[]): void {
    this.#state?.moved(slices);
  }

  /** Memory gives up the windows before `to`; they are read again from the store. */
  dropping(slices: readonly LiveSlice[], to: number): void {
    this.#state?.dropping(slices, to);
    this.regained();
  }

  /** Memory answers for earlier windows again. */
  regained(): void {
    this.#reloadSoon(rereadEveryMs);
  }

  /** The view has booted again: what was read rests on another border. What is shown stands still until all is read anew. */
  rebooted(): void {
    this.#isFrozen = true;
    this.#reloadSoon(0);
  }

  next(now: number): RoomMessage | null {
    const state = this.#state;
    if (state === null) return null;
    const { source } = this.#parts;
    if (!this.#busy && now >= this.#reloadAt) void this.#reload();
    if (!this.#busy && state.history === 'unavailable' && source.history === 'available') void this.#reload();
    if (this.#isFrozen) return null;
    if (!this.#busy) void this.#slide(state, now);
    this.#asOf = asOfPlan(state.reader.plan, source);
    if (this.#replaced) {
      this.#replaced = false;
      return this.#state?.takeReplacement(this.#asOf) ?? null;
    }
    return state.next(this.#asOf);
  }

  #answer(): SeriesAnswer {
    if (this.#state === null) throw new TidewatchError('starting', 'the room is not open yet', { retry: true });
    return this.#state.answer(this.#asOf);
  }

  #reloadSoon(afterMs: number): void {
    this.#reloadAt = Math.min(this.#reloadAt, this.#parts.now() + afterMs);
  }

  #load(): Promise<Loaded> {
    const { source, store, now, queue } = this.#parts;
    return queue(async () => {
      const { catalog } = source;
      if (catalog === null)
        throw new TidewatchError('starting', 'there are no definitions yet; ask again in a second', { retry: true });
      const plan = planSeries(this.#query, catalog);
      const reader = new SeriesReader(plan, this.#access, source, store);
      return { reader, loaded: await loadSeries(reader, planRanges(plan, now()), this.#parts, now()) };
    });
  }

  /** Reads everything and takes it into use in the turn in which it is known to rest on the border as it is. */
  async #read(): Promise<void> {
    for (;;) {
      const read = await this.#load();
      // Without the store what was read before is better than nothing, unless it rests on another border.
      if (read.loaded.history === 'unavailable' && this.#state !== null && !this.#isFrozen)
        return this.#state.lostHistory();
      if (sameBorder(read.loaded.pin, this.#parts.source.pin())) return this.#install(read);
    }
  }

  #install({ reader, loaded }: Loaded): void {
    const { source, now } = this.#parts;
    this.#isFrozen = false;
    this.#asOf = asOfPlan(reader.plan, source);
    this.#state = new SeriesState(reader, loaded, source, this.#asOf, this.#state);
    this.#replaced = true;
    const { needsStore } = this.#state;
    if (needsStore && now() - this.#touchedBelowAt < rereadForMs) this.#reloadSoon(rereadEveryMs);
    else if (needsStore || loaded.main.only !== null) this.#reloadSoon(slowRereadEveryMs);
  }

  async #reload(): Promise<void> {
    await this.#alone(async () => {
      this.#reloadAt = Number.POSITIVE_INFINITY;
      await this.#read();
    });
  }

  async #slide(state: SeriesState, now: number): Promise<void> {
    const { reader, ranges } = state;
    const planned = rangesIfKept(reader.plan, now);
    if (planned === null) return;
    if (sameBounds(planned.main, ranges.main) && sameBounds(planned.compare, ranges.compare)) return;
    if (state.beginsLater) await this.#reload();
    else await this.#alone(() => this.#slideTo(state, planned, now));
  }

  async #slideTo(state: SeriesState, planned: PlannedRanges, now: number): Promise<void> {
    const { source } = this.#parts;
    const [main, compare] = await Promise.all([
      readSlide(state.main, planned.main, source, now),
      state.compare === null || planned.compare === null
        ? null
        : readSlide(state.compare, planned.compare, source, now),
    ]);
    if (this.#state !== state || !sameBorder(main.pin, source.pin())) return;
    if (main.columns === null || compare?.columns === null) state.lostHistory();
    const mainColumns = slidColumns(state.main, main, source);
    const compareColumns =
      compare === null || state.compare === null ? null : slidColumns(state.compare, compare, source);
    this.#state = state.slid(planned, mainColumns, compareColumns, this.#asOf);
    this.#replaced = true;
  }

  /** One read at a time; a fault leaves what is shown and is tried again. */
  async #alone(run: () => Promise<void>): Promise<void> {
    this.#busy = true;
    try {
      await run();
    } catch (error) {
      if (!this.#closed) this.#parts.warn(error instanceof Error ? error.message : 'a live query failed');
      this.#state?.lostHistory();
      this.#reloadSoon(rereadEveryMs);
    } finally {
      this.#busy = false;
    }
  }
}

/** Null where all of the range is older than what is kept by now: then it stays as it is shown. */
function rangesIfKept(plan: SeriesPlan, now: number): PlannedRanges | null {
  try {
    return planRanges(plan, now);
  } catch (error) {
    if (error instanceof TidewatchError) return null;
    throw error;
  }
}

/** Whether what was read fits to memory as it is now; slices that moved meanwhile are accounted for. */
function sameBorder(read: Pin, now: Pin): boolean {
  return read.boot === now.boot && read.cutoff === now.cutoff;
}
