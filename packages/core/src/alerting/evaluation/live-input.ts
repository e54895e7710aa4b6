import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { LiveSlice, TouchedWindow } from '../../live/memory/live-slice.ts';
import type { SeriesReader } from '../../query/read/series-reader.ts';
import { asOfPlan } from '../../query/series/read-series.ts';
import type { Readings } from '../life-cycle/rule-life.ts';
import type { Reading } from '../rules/reading.ts';
import type { RuleReads } from '../rules/rule-reads.ts';
import { windowEnd } from '../rules/rule-windows.ts';
import { GroupReadings } from './group-readings.ts';
import { InputWindow, type WindowParts } from './input-window.ts';
import { PastValues, type Past } from './past-values.ts';

/** Windows that memory gave up are the store's, with its delay: they are read again at this pace … */
const rereadEveryMs = 5_000;
/** … while changes of them are so young, and later at the slow pace. */
const rereadForMs = 30_000;
const slowRereadEveryMs = 60_000;
/** History that does not answer is asked again at this pace. */
const retryMs = 1_000;

/**
 * What rules with the same metric, dimensions, filter and window read: the cells of the window as they are now, followed in memory.
 * The store is read when it begins, and for what lies days back.
 */
export class LiveInput {
  readonly #rule: Rule;
  readonly #reader: SeriesReader;
  readonly #parts: WindowParts;
  readonly #past: PastValues;
  readonly #readings: GroupReadings;
  #window: InputWindow | null = null;
  #pastNow: Past | null = null;
  #pastEnd = Number.NaN;
  #isDirty = true;
  #readAt = Number.POSITIVE_INFINITY;
  #touchedBelowAt = Number.NEGATIVE_INFINITY;
  #retryAt = Number.NEGATIVE_INFINITY;

  constructor(rule: Rule, reads: RuleReads, reader: SeriesReader, parts: WindowParts) {
    this.#rule = rule;
    this.#reader = reader;
    this.#parts = parts;
    this.#past = new PastValues(rule, reads, reader, parts);
    this.#readings = new GroupReadings(reader.plan, reader.measures);
  }

  /** Time up to which the input is complete; null before everybody has told. */
  get asOf(): number | null {
    return asOfPlan(this.#reader.plan, this.#parts.source);
  }

  /** Names of the metrics that are read. */
  get metrics(): readonly string[] {
    return this.#reader.plan.inputs.map(({ metric }) => metric);
  }

  touched({ window }: TouchedWindow): void {
    const current = this.#window;
    if (current === null) return;
    if (current.touch(window)) this.#isDirty = true;
    if (window >= current.cutoff) return;
    this.#touchedBelowAt = this.#parts.now();
    this.#rereadSoon(rereadEveryMs);
  }

  moved(slices: readonly LiveSlice[]): void {
    this.#window?.moved(slices);
  }

  dropping(slices: readonly LiveSlice[], to: number): void {
    this.#window?.dropping(slices, to);
    this.regained();
  }

  /** What is known of old windows is the store's, with its delay: it is read again. */
  regained(): void {
    this.#rereadSoon(rereadEveryMs);
  }

  /** The view rests on another border: nothing that was read counts. */
  rebooted(): void {
    this.#window = null;
  }

  /** Makes the window that of an instant. False when what it needs cannot be had now: nobody may evaluate then. */
  async prepare(asOf: number): Promise<boolean> {
    const now = this.#parts.now();
    const end = windowEnd(this.#rule, asOf);
    const isOld = now >= this.#readAt;
    if (this.#isReady(end) && !isOld) return true;
    if (now < this.#retryAt) return this.#isReady(end);
    this.#retryAt = now + retryMs;
    try {
      await this.#read(end, isOld);
      this.#retryAt = Number.NEGATIVE_INFINITY;
    } catch (error) {
      if (!(error instanceof TidewatchError) || !error.retry) throw error;
    }
    // What was read before is better than nothing.
    return this.#isReady(end);
  }

  /** The readings now, in the turn in which `prepare` answered true. */
  readings(): Readings {
    const window = this.#window;
    if (window === null || this.#pastNow === null) throw new Error('the input was not prepared');
    const changed = this.#isDirty ? this.#take(window, this.#pastNow) : [];
    const waitsForSilence = this.#rule.noData === 'alert';
    return {
      changed: waitsForSilence ? this.#readings.all : changed,
      readingOf: (group) => this.#readings.readingOf(group),
    };
  }

  #take(window: InputWindow, past: Past): readonly Reading[] {
    this.#isDirty = false;
    const total = window.total(this.#parts.source);
    const { healthy, lastData } = window;
    return this.#readings.take({ total, healthy, lastData, target: this.#rule.target, past });
  }

  #rereadSoon(afterMs: number): void {
    this.#readAt = Math.min(this.#readAt, this.#parts.now() + afterMs);
  }

  #isReady(end: number): boolean {
    return this.#window?.end === end && this.#pastNow !== null && this.#pastEnd === end;
  }

  async #read(end: number, isOld: boolean): Promise<void> {
    const before = this.#window;
    const past = await this.#past.at(end);
    const install =
      before === null || isOld
        ? await InputWindow.read(this.#rule, end, this.#reader, this.#parts)
        : before.end === end
          ? () => before
          : await before.slid(end, this.#parts);
    // The view may have booted again meanwhile: then the window that was there is gone.
    if (this.#window !== before) return;
    const window = install();
    if (window === null) return;
    this.#window = window;
    this.#pastNow = past;
    this.#pastEnd = end;
    this.#isDirty = true;
    if (!isOld && before !== null) return;
    this.#readAt = Number.POSITIVE_INFINITY;
    if (!window.needsStore) return;
    const isYoung = this.#parts.now() - this.#touchedBelowAt < rereadForMs;
    this.#rereadSoon(isYoung ? rereadEveryMs : slowRereadEveryMs);
  }
}
