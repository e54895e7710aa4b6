import type { SliceRules } from './slice.ts';

const hourMs = 60 * 60 * 1000;

/**
 * Finds where slices begin, record by record in offset order (DESIGN §3.1). A pure function of the log: a cut is reported only
 * when it is certain, that is when the record before it was seen, or when it is a fixed cut that the log still holds.
 */
export class CutFinder {
  readonly #rules: Pick<SliceRules, 'sliceOffsets' | 'hourCut' | 'from' | 'begin'>;
  /** Offset after the last record that was seen. */
  #next: number | null = null;
  #lastHour = Number.NaN;

  constructor(rules: Pick<SliceRules, 'sliceOffsets' | 'hourCut' | 'from' | 'begin'>) {
    this.#rules = rules;
  }

  /** First offset of the slice that begins with this record; null when none is known to. */
  cutAt(offset: number, appendTime: number): number | null {
    const { sliceOffsets, hourCut, from, begin } = this.#rules;
    const hour = Math.floor(appendTime / hourMs);
    const later = hourCut && this.#next !== null && hour > this.#lastHour;
    const fixed = Math.max(Math.floor(offset / sliceOffsets) * sliceOffsets, from);
    const crossed = offset >= fixed && (this.#next === null ? begin <= fixed : this.#next <= fixed);
    this.#next = offset + 1;
    this.#lastHour = hour;
    if (later && offset >= from) return offset;
    return crossed ? fixed : null;
  }
}
