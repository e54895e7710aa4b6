import type { SeriesAnswer } from '@tidewatch/contract/queries';
import type { SeriesChange } from '@tidewatch/contract/socket';
import type { PlannedRanges } from '../../../query/plan/series-plan.ts';
import { AnswerRows } from '../../../query/series/answer-rows.ts';
import type { LoadedSeries } from '../../../query/series/load-series.ts';
import type { RangeColumns } from '../../../query/series/range-columns.ts';
import type { RowFacts } from '../../../query/series/range-rows.ts';
import type { SeriesReader } from '../../../query/read/series-reader.ts';
import type { SeriesSource } from '../../../query/read/series-source.ts';
import type { LiveSlice } from '../../memory/live-slice.ts';
import type { RoomMessage } from '../room.ts';
import { seriesChanges } from './series-changes.ts';

/** What a series room holds between two messages: the states of its buckets and the values that were sent. */
export class SeriesState {
  readonly reader: SeriesReader;
  readonly ranges: PlannedRanges;
  readonly main: RangeColumns;
  readonly compare: RangeColumns | null;
  readonly #loaded: LoadedSeries;
  readonly #source: SeriesSource;
  #cutoff: number;
  readonly #firstHealthy: { main: number; compare: number };
  #rows: AnswerRows;
  /** What the subscribers were sent last, until they are told of this state. */
  #sent: SeriesAnswer | null;
  readonly #dirty = new Set<number>();
  readonly #compareDirty = new Set<number>();
  #history: SeriesAnswer['history'];
  #sentHistory: SeriesAnswer['history'];
  #asOf: number | null;

  /** `before`: the state that the subscribers were told of, or that itself waits for being told. */
  constructor(
    reader: SeriesReader,
    loaded: LoadedSeries,
    source: SeriesSource,
    asOf: number | null,
    before: SeriesState | null,
  ) {
    this.reader = reader;
    this.ranges = loaded.ranges;
    this.main = loaded.main;
    this.compare = loaded.compare;
    this.#cutoff = loaded.pin.cutoff;
    this.#loaded = loaded;
    this.#firstHealthy = { ...loaded.firstHealthy };
    this.#source = source;
    this.#history = loaded.history;
    this.#sentHistory = loaded.history;
    this.#asOf = asOf;
    const current = new Set(source.slices());
    const moved = loaded.pin.slices.filter((slice) => !current.has(slice));
    if (moved.length > 0) this.moved(moved);
    this.#rows = this.#renderRows(asOf);
    this.#sent = before === null ? null : (before.#sent ?? before.answer(asOf));
  }

  get history(): SeriesAnswer['history'] {
    return this.#history;
  }

  /** The metrics had no data before or in a range. Where they begin has to be found out again when it slides. */
  get beginsLater(): boolean {
    const { main, compare } = this.#firstHealthy;
    return main >= this.main.buckets || (this.compare !== null && compare >= this.compare.buckets);
  }

  /** Some of what is shown is known from the store alone, with its delay, because memory gave its windows up. */
  get needsStore(): boolean {
    const { main, compare } = this.#firstHealthy;
    return (
      this.#cutoff > (this.main.range.bounds[0] as number) ||
      (this.#cutoff > Number.NEGATIVE_INFINITY && main + compare > 0)
    );
  }

  /** A window of one of the metrics has changed in memory. */
  touch(window: number): void {
    this.#touchRange(this.main, 'main', this.#dirty, window);
    if (this.compare !== null) this.#touchRange(this.compare, 'compare', this.#compareDirty, window);
  }

  /** For windows before it, what was read from the store is all there is until it is read again. */
  get cutoff(): number {
    return this.#cutoff;
  }

  /** Slices have left memory for the store. */
  moved(slices: readonly LiveSlice[]): void {
    this.#absorb(slices, this.#cutoff, Number.POSITIVE_INFINITY);
  }

  /** Memory is about to give up the windows before `to`. */
  dropping(slices: readonly LiveSlice[], to: number): void {
    if (to <= this.#cutoff) return;
    this.#absorb(slices, this.#cutoff, to);
    this.#cutoff = to;
  }

  lostHistory(): void {
    this.#history = 'unavailable';
  }

  /** The same query after its range has slid on. */
  slid(ranges: PlannedRanges, main: RangeColumns, compare: RangeColumns | null, asOf: number | null): SeriesState {
    const firstHealthy = {
      main: firstAfter(this.#firstHealthy.main, this.main, main),
      compare: firstAfter(this.#firstHealthy.compare, this.compare, compare),
    };
    const pin = { ...this.#source.pin(), cutoff: this.#cutoff };
    const loaded: LoadedSeries = { ...this.#loaded, ranges, main, compare, firstHealthy, pin, history: this.#history };
    return new SeriesState(this.reader, loaded, this.#source, asOf, this);
  }

  /** What turns the last message of the state before into this one. */
  takeReplacement(asOf: number | null): RoomMessage {
    const answer = this.answer(asOf);
    const before = this.#sent;
    this.#sent = null;
    const main = before === null ? null : seriesChanges(before.series, answer.series);
    const compare = before === null ? null : seriesChanges(before.compare ?? [], answer.compare ?? []);
    if (before === null || main === null || compare === null || shapeOf(before) !== shapeOf(answer))
      return { snapshot: { kind: 'series', answer } };
    return this.#message([...main, ...compare.map((change): SeriesChange => ({ ...change, compare: true }))], true);
  }

  /** What changed since the last message; null for nothing. */
  next(asOf: number | null): RoomMessage | null {
    this.#markHealthy(asOf);
    const historyChanged = this.#history !== this.#sentHistory;
    if (this.#dirty.size + this.#compareDirty.size === 0) return historyChanged ? this.#message([], false) : null;
    const dirty = { main: this.#dirty, compare: this.#compareDirty };
    const changes = this.#rows.refresh(dirty, (range) => this.#facts(asOf, range));
    this.#dirty.clear();
    this.#compareDirty.clear();
    if (changes === null) return this.#renderAnew(asOf);
    return changes.length === 0 && !historyChanged ? null : this.#message(changes, false);
  }

  answer(asOf: number | null): SeriesAnswer {
    return this.#rows.answer({ step: this.ranges.step.text, asOf, history: this.#history });
  }

  #absorb(slices: readonly LiveSlice[], from: number, to: number): void {
    this.main.absorb(slices, from, to);
    this.compare?.absorb(slices, from, to);
  }

  /** Marks the bucket; where it is the earliest data so far, nothing means zero from there on. */
  #touchRange(columns: RangeColumns, which: 'main' | 'compare', dirty: Set<number>, window: number): void {
    const bucket = columns.touch(window);
    if (bucket >= 0) dirty.add(bucket);
    const first = window < (columns.range.bounds[0] as number) ? 0 : bucket;
    if (first < 0 || first >= this.#firstHealthy[which]) return;
    for (let healthy = first; healthy < this.#firstHealthy[which]; healthy++) dirty.add(healthy);
    this.#firstHealthy[which] = first;
  }

  /** Buckets that as-of has reached show zero where they showed nothing. */
  #markHealthy(asOf: number | null): void {
    const before = this.#asOf ?? Number.NEGATIVE_INFINITY;
    this.#asOf = asOf;
    if (asOf === null) return;
    for (const [columns, dirty] of [[this.main, this.#dirty] as const, [this.compare, this.#compareDirty] as const]) {
      if (columns === null) continue;
      const { bounds } = columns.range;
      for (let bucket = columns.buckets - 1; bucket >= 0 && (bounds[bucket] as number) >= before; bucket--) {
        if ((bounds[bucket] as number) < asOf) dirty.add(bucket);
      }
    }
  }

  #facts(asOf: number | null, which: 'main' | 'compare'): RowFacts {
    const live = { slices: [...this.#source.slices()], cutoff: this.#cutoff };
    return { asOf, firstHealthy: this.#firstHealthy[which], live, hidden: this.#loaded.hidden };
  }

  #renderRows(asOf: number | null): AnswerRows {
    return new AnswerRows(this.reader, this, (range) => this.#facts(asOf, range));
  }

  /** Other groups are shown than before, which changes cannot say. */
  #renderAnew(asOf: number | null): RoomMessage {
    this.#rows = this.#renderRows(asOf);
    this.#sentHistory = this.#history;
    return { snapshot: { kind: 'series', answer: this.answer(asOf) } };
  }

  #message(series: readonly SeriesChange[], slid: boolean): RoomMessage {
    this.#sentHistory = this.#history;
    const compareFrom = this.compare?.range.times[0];
    const range = {
      from: this.main.range.bounds[0] as number,
      to: this.main.range.bounds.at(-1) as number,
      ...(compareFrom === undefined ? {} : { compareFrom }),
    };
    return { changes: { kind: 'series', series, history: this.#history, ...(slid ? range : {}) } };
  }
}

/** The first healthy bucket of a range, in the same range after it has slid on. */
function firstAfter(first: number, before: RangeColumns | null, after: RangeColumns | null): number {
  const time = before?.range.bounds[first];
  if (first === 0 || time === undefined || after === null) return 0;
  const bucket = after.range.bounds.findIndex((bound) => bound >= time);
  return bucket < 0 ? after.buckets : bucket;
}

/** What changes do not carry. */
function shapeOf({ metric, unit, step, tz, truncated, compare }: SeriesAnswer): string {
  return JSON.stringify([metric, unit, step, tz, truncated, compare?.[0]?.shiftMs]);
}
