import { Observable, Subject, type OperatorFunction } from 'rxjs';
import type { LogRecord } from '../ports/event-log.ts';
import type { DecodedBatch, DecodedRecord } from './decoded.ts';
import { CutFinder } from './slice-cut.ts';
import { firstFolded, type Gap, type OpenSlice, type SlicePart, type SliceRules, type SliceState } from './slice.ts';

/**
 * Cuts a partition into slices (DESIGN §3.1): at each multiple of `sliceOffsets` and at each record whose append-time hour is
 * later than that of the record before. A higher-order stream: one inner stream per slice, completed when the next begins.
 *
 * Records before the slice of the committed offset are only for the duplicate memory and are left out. Slices that end at or
 * below the committed offset are folded and thrown away unpublished. Where the log no longer holds the start of the committed
 * slice, a new slice starts at max(log start, committed) and carries the gap. A batch that tells of a gap (the log deleted records
 * before this reader came to them) ends the open slice, and what follows begins anew in the same way.
 */
export function sliceBy(rules: SliceRules): OperatorFunction<DecodedBatch, OpenSlice> {
  return (batches) =>
    new Observable<OpenSlice>((subscriber) => {
      const slicer = new Slicer(rules, (slice) => subscriber.next(slice));
      const subscription = batches.subscribe({
        next: (decoded) => slicer.take(decoded),
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          slicer.close();
          subscriber.complete();
        },
      });
      return () => subscription.unsubscribe();
    });
}

interface Opened {
  readonly first: number;
  readonly parts: Subject<SlicePart>;
  state: SliceState;
}

class Slicer {
  readonly #rules: SliceRules;
  readonly #emit: (slice: OpenSlice) => void;
  readonly #foldFrom: number;
  /** Where publishing starts: what an earlier owner committed, or the first folded offset. */
  readonly #committed: number;
  /** First offset that the log held when it was last known. */
  #begin: number;
  /** What was lost since the slice before, for the next one to carry. */
  #lost: Gap | null = null;
  #open: Opened | null = null;
  #cuts: CutFinder;

  constructor(rules: SliceRules, emit: (slice: OpenSlice) => void) {
    this.#rules = rules;
    this.#emit = emit;
    this.#foldFrom = firstFolded(rules);
    this.#begin = rules.begin;
    this.#cuts = new CutFinder(rules);
    this.#committed = Math.max(rules.committed ?? rules.from, rules.from);
  }

  close(): void {
    this.#open?.parts.complete();
  }

  take(decoded: DecodedBatch): void {
    const { batch, records } = decoded;
    if (batch.gap !== undefined) this.#lose(batch.gap);
    let from = 0;
    for (let index = 0; index < records.length; index += 1) {
      const record = records[index]!;
      const start = this.#startOfSliceAt(record);
      if (start === null) continue;
      this.#push(decoded, from, index, null);
      from = index;
      this.#openSlice(start, record.offset);
    }
    if (this.#open === null && records.length === 0) this.#beginIdle(batch.nextOffset);
    if (this.#open === null) {
      batch.done();
      return;
    }
    this.#push(decoded, from, records.length, batch.nextOffset);
  }

  /** First offset of the slice that begins with this record; null when none does. */
  #startOfSliceAt(record: DecodedRecord): number | null {
    const cut = this.#cuts.cutAt(record.offset, record.appendTime);
    if (record.offset < this.#foldFrom) return null;
    if (this.#open !== null) return cut !== null && cut > this.#open.first ? cut : null;
    if (cut !== null) return cut;
    return record.offset >= this.#committed ? this.#firstAfterLoss() : null;
  }

  /** No record of a slice was seen yet: the slice opens all the same, so that an idle partition has an as-of. */
  #beginIdle(position: number): void {
    if (position < this.#foldFrom) return;
    if (this.#begin <= this.#foldFrom) this.#openSlice(this.#foldFrom, position);
    else if (position >= this.#firstAfterLoss()) this.#openSlice(this.#firstAfterLoss(), position);
  }

  #firstAfterLoss(): number {
    return Math.max(this.#begin, this.#committed);
  }

  /** What the log no longer held for the first slice that is folded; null for nothing. */
  #gapBefore(first: number): Gap | null {
    const begin = this.#begin;
    if (this.#lost !== null) return { from: this.#lost.from, below: first };
    if (begin > this.#committed) return { from: this.#committed, below: begin };
    return begin > this.#foldFrom && first >= this.#committed && first > this.#foldFrom
      ? { from: this.#foldFrom, below: first }
      : null;
  }

  /** Offsets that were to be read next are gone: what is open ends, and nothing is known of where slices began in between. */
  #lose({ from, below }: Gap): void {
    this.#begin = Math.max(this.#begin, below);
    this.#cuts = new CutFinder({ ...this.#rules, begin: this.#begin });
    if (below <= this.#foldFrom) return;
    if (this.#open !== null) {
      this.#open.state = below < this.#committed ? 'durable' : 'ended';
      this.#open.parts.complete();
      this.#open = null;
    }
    // An earlier owner published everything below the commit.
    if (below > this.#committed) this.#lost = { from: Math.max(this.#lost?.from ?? from, this.#committed), below };
  }

  #openSlice(first: number, offset: number): void {
    const gap = this.#open === null ? this.#gapBefore(first) : null;
    this.#lost = null;
    if (this.#open !== null) {
      this.#open.state = offset < this.#committed ? 'durable' : 'ended';
      this.#open.parts.complete();
    }
    const opened: Opened = { first, parts: new Subject<SlicePart>(), state: 'open' };
    this.#open = opened;
    this.#emit({ first, gap, publishFrom: this.#committed, state: () => opened.state, parts: opened.parts });
  }

  /** Hands records [from, to) to the open slice. `nextOffset` is null for a part that another part of the batch follows. */
  #push(decoded: DecodedBatch, from: number, to: number, nextOffset: number | null): void {
    const { batch, records } = decoded;
    if (this.#open === null || (nextOffset === null && from === to)) return;
    this.#open.parts.next({
      records: from === 0 && to === records.length ? records : records.slice(from, to),
      raw: from === 0 && to === records.length ? batch.records : sliceOf(batch.records, from, to),
      nextOffset: nextOffset ?? records[to - 1]!.offset + 1,
      end: batch.end,
      endAskedAt: batch.endAskedAt,
      done: nextOffset === null ? ignore : batch.done,
    });
  }
}

function sliceOf(records: readonly LogRecord[], from: number, to: number): readonly LogRecord[] {
  return records.slice(from, to);
}

function ignore(): void {}
