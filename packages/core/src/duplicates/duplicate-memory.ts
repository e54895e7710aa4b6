import type { DecodedEvent } from '../stream/decoded.ts';
import { KeyTable } from './key-table.ts';
import { KeyHasher, type KeyHash } from './key-hasher.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Remembers which (`source`, `id`) a partition brought within the last `horizonOffsets` offsets. Two tables, each covering
 * one span of `horizonOffsets`, are swapped at fixed offsets, so that the memory holds at least the horizon and at most
 * twice as much; the exact distance is checked on every hit, so the answer never depends on where reading began.
 */
export class DuplicateMemory {
  readonly #horizonOffsets: number;
  #span = -1;
  #current: KeyTable;
  #previous: KeyTable;
  /** Append times as steps: from `stepOffsets[i]` on, records were appended at `stepTimes[i]`. */
  #stepOffsets: number[] = [];
  #stepTimes: number[] = [];
  readonly #hasher = new KeyHasher();

  constructor(horizonOffsets: number) {
    this.#horizonOffsets = horizonOffsets;
    this.#current = new KeyTable(horizonOffsets);
    this.#previous = new KeyTable(horizonOffsets);
  }

  /** Whether the event is a duplicate; remembers this occurrence either way. Offsets must not go down. */
  seenBefore(event: DecodedEvent, offset: number, appendTime: number): boolean {
    this.#enterSpan(Math.floor(offset / this.#horizonOffsets));
    if (this.#stepTimes.at(-1) !== appendTime) {
      this.#stepOffsets.push(offset);
      this.#stepTimes.push(appendTime);
    }
    const hash = event.key ?? this.#hasher.hash(event.source, event.id, event.replayOf);
    const base = this.#span * this.#horizonOffsets;
    const inCurrent = this.#current.put(hash, offset - base);
    const last = inCurrent >= 0 ? base + inCurrent : this.#lastInPrevious(hash, base);
    return last >= 0 && offset - last <= this.#horizonOffsets && appendTime - this.#appendTimeOf(last) <= dayMs;
  }

  #lastInPrevious(hash: KeyHash, base: number): number {
    const found = this.#previous.get(hash);
    return found < 0 ? -1 : base - this.#horizonOffsets + found;
  }

  #enterSpan(span: number): void {
    if (span === this.#span) return;
    const next = this.#previous;
    this.#previous = span === this.#span + 1 ? this.#current : new KeyTable(this.#horizonOffsets);
    next.clear();
    this.#current = next;
    this.#span = span;
    this.#forgetSteps((span - 1) * this.#horizonOffsets);
  }

  #forgetSteps(below: number): void {
    let keep = 0;
    while (keep + 1 < this.#stepOffsets.length && this.#stepOffsets[keep + 1]! <= below) keep += 1;
    this.#stepOffsets = this.#stepOffsets.slice(keep);
    this.#stepTimes = this.#stepTimes.slice(keep);
  }

  /** Binary search for the step that holds the offset. */
  #appendTimeOf(offset: number): number {
    let low = 0;
    let high = this.#stepOffsets.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#stepOffsets[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#stepTimes[low]!;
  }
}
