import type { Group } from '@tidewatch/contract/frames';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { mergeColumn, type Column } from '../../query/series/columns.ts';
import { RangeColumns, type LiveParts } from '../../query/series/range-columns.ts';
import type { BucketRange } from '../../query/plan/series-plan.ts';
import type { FirstData } from '../../query/read/first-data.ts';
import type { SeriesReader } from '../../query/read/series-reader.ts';
import type { Pin, SeriesSource } from '../../query/read/series-source.ts';
import { readSlide, slidColumns } from '../../live/rooms/series/slide-range.ts';
import { forgottenBefore } from '../rules/rule-windows.ts';
import type { LiveSlice } from '../../live/memory/live-slice.ts';

/** The newest data of a group: end of its cell, epoch ms. */
export interface LastData {
  readonly group: Group;
  at: number;
}

/** What a window begins with. */
interface WindowState {
  readonly end: number;
  readonly healthy: boolean;
  readonly columns: RangeColumns;
  readonly lastData: Map<string, LastData>;
  readonly cutoff: number;
  /** From here on nobody has looked which groups have data. */
  readonly newFrom: number;
}

export interface WindowParts {
  readonly source: SeriesSource;
  readonly firstData: FirstData;
  readonly now: () => number;
}

/**
 * Takes a window that was read into use. To be called in the turn in which it is installed: what moved between memory and store
 * meanwhile is accounted for. Null when the border between them is another: it has to be read again.
 */
export type Install = () => InputWindow | null;

/** The cells of a rule's window, step by step, and when each group had its newest event. */
export class InputWindow {
  readonly end: number;
  /** The metric had begun before the end: nothing means zero. */
  healthy: boolean;
  readonly lastData: Map<string, LastData>;
  readonly #rule: Rule;
  readonly #reader: SeriesReader;
  readonly #columns: RangeColumns;
  readonly #dirty: Set<number>;
  /** Steps before the window that late events changed: groups that nobody knew may be in them. */
  readonly #late = new Set<number>();
  #cutoff: number;

  private constructor(
    rule: Rule,
    reader: SeriesReader,
    { end, healthy, columns, lastData, cutoff, newFrom }: WindowState,
  ) {
    this.#rule = rule;
    this.#reader = reader;
    this.end = end;
    this.healthy = healthy;
    this.#columns = columns;
    this.lastData = lastData;
    this.#cutoff = cutoff;
    this.#dirty = new Set(columns.range.times.flatMap((time, bucket) => (time >= newFrom ? [bucket] : [])));
  }

  /** Reads a window from the store. Rejects with `store_unavailable`. */
  static async read(rule: Rule, end: number, reader: SeriesReader, parts: WindowParts): Promise<Install> {
    const { source, now } = parts;
    const pin = source.pin();
    const range = rangeOf(rule, end);
    const past = pastRangeOf(rule, range);
    const [base, before, healthy] = await Promise.all([
      reader.readStore(range.bounds, null, pin, now()),
      reader.readStore(past, null, pin, now()),
      hasBegun(reader, range, parts),
    ]);
    return () => {
      if (!sameBorder(pin, source.pin())) return null;
      const columns = new RangeColumns(reader, range, base, null, null);
      const state = { end, healthy, columns, lastData: new Map(), cutoff: pin.cutoff };
      const window = new InputWindow(rule, reader, { ...state, newFrom: Number.NEGATIVE_INFINITY });
      window.#learnPast(past, before, pin);
      const current = new Set(source.slices());
      window.moved(pin.slices.filter((slice) => !current.has(slice)));
      return window;
    };
  }

  /** The window at a later end. */
  async slid(end: number, parts: WindowParts): Promise<Install> {
    const { source, now } = parts;
    const [rule, reader] = [this.#rule, this.#reader];
    const range = rangeOf(rule, end);
    const [slide, healthy] = await Promise.all([
      readSlide(this.#columns, range, source, now()),
      this.healthy ? true : hasBegun(reader, range, parts),
    ]);
    return () => {
      if (slide.columns === null || !sameBorder(slide.pin, source.pin())) return null;
      this.#learn(source);
      const columns = slidColumns(this.#columns, slide, source);
      for (const [key, { at }] of this.lastData) if (at < forgottenBefore(rule, end)) this.lastData.delete(key);
      const { cutoff } = slide.pin;
      const { lastData } = this;
      return new InputWindow(rule, reader, { end, healthy, columns, lastData, cutoff, newFrom: this.end });
    };
  }

  /** For windows before it what was read from the store is all there is, until it is read again. */
  get cutoff(): number {
    return this.#cutoff;
  }

  /** Some of the window is known from the store alone, with its delay. */
  get needsStore(): boolean {
    return this.#cutoff > (this.#columns.range.bounds[0] as number);
  }

  /** A window of cells has changed in memory. Returns whether the input has changed with it. */
  touch(window: number): boolean {
    const begins = !this.healthy && window < this.end;
    if (begins) this.healthy = true;
    const bucket = this.#columns.touch(window);
    if (bucket >= 0) this.#dirty.add(bucket);
    const isLate =
      window < (this.#columns.range.bounds[0] as number) && window >= forgottenBefore(this.#rule, this.end);
    if (isLate) this.#late.add(Math.floor(window / this.#rule.stepMs) * this.#rule.stepMs);
    return begins || bucket >= 0 || isLate;
  }

  /** Slices have left memory for the store: what they hold stays here. */
  moved(slices: readonly LiveSlice[]): void {
    if (slices.length === 0) return;
    this.#learnLate(slices);
    this.#columns.absorb(slices, this.#cutoff, Number.POSITIVE_INFINITY);
  }

  /** Memory is about to give up windows before `to`. */
  dropping(slices: readonly LiveSlice[], to: number): void {
    if (to <= this.#cutoff) return;
    this.#learnLate(slices);
    this.#columns.absorb(slices, this.#cutoff, to);
    this.#cutoff = to;
  }

  /** States of all groups over the window. */
  total(source: SeriesSource): Column {
    this.#learn(source);
    return this.#columns.total(this.#live(source));
  }

  #live(source: SeriesSource): LiveParts {
    return { slices: [...source.slices()], cutoff: this.#cutoff };
  }

  /** Notes which groups have data in the cells that changed. */
  #learn(source: SeriesSource): void {
    const live = this.#live(source);
    const { bounds } = this.#columns.range;
    for (const bucket of this.#dirty) {
      const until = bounds[bucket + 1] as number;
      for (const [key, { group }] of this.#columns.whole(bucket, live)) this.#saw(key, group, until);
    }
    this.#dirty.clear();
    this.#learnLate(live.slices);
    this.#late.clear();
  }

  /** Notes which groups late events belong to. */
  #learnLate(slices: Iterable<LiveSlice>): void {
    if (this.#late.size === 0) return;
    const projections = this.#reader.projections(null);
    for (const start of this.#late) {
      const until = start + this.#rule.stepMs;
      const column: Column = new Map();
      this.#reader.mergeSlices(slices, start, until, this.#cutoff, projections, column);
      for (const [key, { group }] of column) this.#saw(key, group, until);
    }
  }

  #learnPast(bounds: readonly number[], stored: readonly Column[], pin: Pin): void {
    const reader = this.#reader;
    stored.forEach((base, bucket) => {
      const [from, to] = [bounds[bucket] as number, bounds[bucket + 1] as number];
      const whole: Column = new Map();
      mergeColumn(whole, base, reader.measures);
      reader.mergeSlices(pin.slices, from, to, pin.cutoff, reader.projections(null), whole);
      for (const [key, { group }] of whole) this.#saw(key, group, to);
    });
  }

  #saw(key: string, group: Group, until: number): void {
    const known = this.lastData.get(key);
    if (known === undefined) this.lastData.set(key, { group, at: until });
    else if (until > known.at) known.at = until;
  }
}

function rangeOf({ overMs, stepMs }: Rule, end: number): BucketRange {
  const bounds: number[] = [];
  for (let at = end - overMs; at <= end; at += stepMs) bounds.push(at);
  return { bounds, times: bounds.slice(0, -1), shiftMs: 0 };
}

/** Before the window: steps as far as `noData` asks, and one stretch before them. */
function pastRangeOf(rule: Rule, { bounds }: BucketRange): readonly number[] {
  const { noData, noDataMs, stepMs } = rule;
  const end = bounds[0] as number;
  const steps = noData === 'alert' ? Math.ceil(noDataMs / stepMs) + 1 : 0;
  const fine = Array.from({ length: steps + 1 }, (_, index) => end - (steps - index) * stepMs);
  return [Math.min((fine[0] as number) - stepMs, forgottenBefore(rule, end + rule.overMs)), ...fine];
}

/** Whether nothing in the window means zero. */
async function hasBegun(reader: SeriesReader, { bounds }: BucketRange, parts: WindowParts): Promise<boolean> {
  const end = bounds.at(-1) as number;
  const begun = await Promise.all(
    reader.plan.inputs.map((metric) => parts.firstData.existsBefore(metric, end, parts.now())),
  );
  return begun.includes(true);
}

function sameBorder(read: Pin, now: Pin): boolean {
  return read.boot === now.boot && read.cutoff === now.cutoff;
}
