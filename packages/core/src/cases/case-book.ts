import { Subject, type Observable } from 'rxjs';
import type { CaseState, CaseSummary } from '@tidewatch/contract/operations/cases';
import { parseEventKey } from '../query/events/event-key.ts';
import { foldCase, verdictOf, type CaseVerdict, type FoldedCase } from './fold-case.ts';
import { readCaseRecord } from './read-case-record.ts';

const dayMs = 24 * 3_600_000;

export interface CaseBookLimits {
  readonly casesMax: number;
  /** Cases that nobody touched for so long are forgotten, by the times in the log. */
  readonly keepMs: number;
}

const limitsDefault: CaseBookLimits = { casesMax: 50_000, keepMs: 90 * dayMs };

/**
 * All cases that people work on: the fold of the records of topic `operations`, the same in every process. Bounded: what has ended
 * leaves first, the longest untouched before others. A case that was forgotten begins anew; the log keeps what was done.
 */
export class CaseBook {
  readonly #limits: CaseBookLimits;
  /** By print of the event, the longest untouched first. */
  readonly #open = new Map<string, FoldedCase>();
  readonly #ended = new Map<string, FoldedCase>();
  readonly #changes = new Subject<CaseState>();
  readonly #reads = new Subject<number>();
  #through = -1;
  #revision = 0;

  constructor(limits: CaseBookLimits = limitsDefault) {
    this.#limits = limits;
  }

  /** Each case after it changed. */
  get changes(): Observable<CaseState> {
    return this.#changes;
  }

  /** Offsets of the topic as they are read. */
  get reads(): Observable<number> {
    return this.#reads;
  }

  /** Last offset that was read; -1 for none. */
  get through(): number {
    return this.#through;
  }

  get size(): number {
    return this.#open.size + this.#ended.size;
  }

  /** Goes up with every change. */
  get revision(): number {
    return this.#revision;
  }

  /** The case of an event; null when nobody did anything, or long ago. Takes the keys of duplicates for one. */
  of(key: string): CaseState | null {
    const state = this.#find(key)?.state;
    // Only refused acts so far: nobody has done anything.
    return state === undefined || state.history.length === 0 ? null : state;
  }

  /** What a request for a case came to; null for one that was not read yet. */
  verdict(key: string, request: string): CaseVerdict | null {
    const found = this.#find(key);
    return found === undefined || !found.verdicts.has(request) ? null : verdictOf(found, request);
  }

  /** Cases touched last, newest first. */
  newest(limit: number): readonly CaseState[] {
    const states = [...this.#open.values(), ...this.#ended.values()].map(({ state }) => state);
    const touched = states.filter(({ history }) => history.length > 0);
    return touched.toSorted((left, right) => right.lastAt - left.lastAt).slice(0, limit);
  }

  /** The topic comes again from its beginning: offsets that were read are not read twice. */
  begin(): void {}

  /** Learns from a record of the topic `operations`. */
  take(record: Readonly<Record<string, unknown>>, offset: number): void {
    if (offset <= this.#through) return;
    this.#through = offset;
    const read = readCaseRecord(record);
    const print = read === null ? undefined : parseEventKey(read.event.key)?.print;
    if (read !== null && print !== undefined) {
      const before = this.#open.get(print) ?? this.#ended.get(print) ?? null;
      const next = foldCase(before, read);
      if (next.verdicts !== before?.verdicts) this.#set(print, next, next.state !== before?.state);
    }
    this.#reads.next(offset);
  }

  #find(key: string): FoldedCase | undefined {
    const print = parseEventKey(key)?.print ?? '';
    return this.#open.get(print) ?? this.#ended.get(print);
  }

  #set(print: string, folded: FoldedCase, changed: boolean): void {
    this.#open.delete(print);
    this.#ended.delete(print);
    (folded.state.outcome === null ? this.#open : this.#ended).set(print, folded);
    this.#forget(folded.state.lastAt);
    if (!changed || folded.state.history.length === 0) return;
    this.#revision++;
    this.#changes.next(folded.state);
  }

  #forget(now: number): void {
    for (const cases of [this.#ended, this.#open]) {
      for (const [print, { state }] of cases) {
        const isOld = now - state.lastAt > this.#limits.keepMs;
        if (!isOld && this.size <= this.#limits.casesMax) break;
        cases.delete(print);
      }
    }
  }
}

const summaries = new WeakMap<CaseState, CaseSummary>();

/** What lists show of a case; the same object for the same state. */
export function summaryOf(state: CaseState): CaseSummary {
  const known = summaries.get(state);
  if (known !== undefined) return known;
  const { key, claim, outcome, comments, firstAt, lastAt } = state;
  const summary = { key, claim, outcome, comments, firstAt, lastAt };
  summaries.set(state, summary);
  return summary;
}
