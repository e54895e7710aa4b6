import {
  caseOrder,
  type CaseCounts,
  type CaseRow,
  type CasesAnswer,
  type CaseShow,
} from '@tidewatch/contract/operations/cases';
import type { CaseBook } from './case-book.ts';
import { summaryOf } from './case-book.ts';
import type { EventItem } from '@tidewatch/contract/events';

/** Events that one queue holds; the oldest go first. */
const eventsMax = 20_000;
const peopleMax = 200;

/** What holds for the cases of one event type, ms. */
export interface CaseTerms {
  readonly withinMs: number;
  readonly untilMs: number;
}

export interface CaseQueueQuery {
  readonly show: CaseShow;
  /** Only what this person has, or has ended. */
  readonly person: string | null;
  readonly limit: number;
}

interface Entry {
  readonly key: string;
  readonly item: EventItem;
  readonly timeMs: number;
}

/** The events of some types that somebody should look after, with what people did about them. */
export class CaseQueue {
  readonly #terms: ReadonlyMap<string, CaseTerms>;
  readonly #book: CaseBook;
  readonly #entries = new Map<string, Entry>();
  #truncated = false;

  constructor(terms: ReadonlyMap<string, CaseTerms>, book: CaseBook) {
    this.#terms = terms;
    this.#book = book;
  }

  /** Adds events of the queue's types, known ones too. Returns whether any was new. */
  add(items: readonly EventItem[]): boolean {
    const before = this.#entries.size;
    for (const item of items) {
      const { key } = item;
      if (this.#terms.has(item.type) && !this.#entries.has(key))
        this.#entries.set(key, { key, item, timeMs: Date.parse(item.time) });
    }
    const added = this.#entries.size > before;
    if (this.#entries.size > eventsMax) this.#cut();
    return added;
  }

  /** Whether an event is in the queue. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  item(key: string): EventItem | null {
    return this.#entries.get(key)?.item ?? null;
  }

  /**
   * The part asked for, in order, and the counts of all, at `now`. `todayMs`: when today began. An event leaves the queue when it has
   * waited for `untilMs`, and with an outcome not before the day is over.
   */
  read(query: CaseQueueQuery, now: number, todayMs: number): Omit<CasesAnswer, 'history'> {
    const rows: CaseRow[] = [];
    const counts = new Counting(todayMs);
    for (const { key, item, timeMs } of this.#entries.values()) {
      const terms = this.#terms.get(item.type);
      if (terms === undefined) continue;
      const state = this.#book.of(key);
      const expired = now - timeMs > terms.untilMs;
      const ended = state?.outcome ?? null;
      if (expired && (ended === null || ended.at < todayMs) && timeMs < todayMs) {
        this.#entries.delete(key);
        continue;
      }
      if (expired && ended === null) continue;
      const row: CaseRow = { event: item, case: state === null ? null : summaryOf(state) };
      counts.add(row, now - timeMs > terms.withinMs, timeMs);
      if (isShown(row, query)) rows.push(row);
    }
    return {
      rows: rows.toSorted(caseOrder(query.show)).slice(0, query.limit),
      counts: counts.result(),
      truncated: this.#truncated,
    };
  }

  #cut(): void {
    const newest = [...this.#entries.values()].toSorted((left, right) => right.timeMs - left.timeMs);
    this.#entries.clear();
    for (const entry of newest.slice(0, eventsMax)) this.#entries.set(entry.key, entry);
    this.#truncated = true;
  }
}

function isShown({ case: state }: CaseRow, { show, person }: CaseQueueQuery): boolean {
  const ended = state?.outcome ?? null;
  const claim = state?.claim ?? null;
  if (show === 'done') return ended !== null && (person === null || ended.by.id === person);
  if (ended !== null) return false;
  if (show === 'free') return claim === null;
  if (show === 'claimed' && claim === null) return false;
  return person === null || claim?.by.id === person;
}

class Counting {
  readonly #todayMs: number;
  readonly #contactsMs: number[] = [];
  readonly #byPerson = new Map<string, number>();
  #open = 0;
  #free = 0;
  #over = 0;
  #doneToday = 0;

  constructor(todayMs: number) {
    this.#todayMs = todayMs;
  }

  add({ case: state }: CaseRow, isOver: boolean, timeMs: number): void {
    if (state !== null && state.firstAt >= this.#todayMs) this.#contactsMs.push(Math.max(0, state.firstAt - timeMs));
    if (state !== null && state.outcome !== null) {
      if (state.outcome.at >= this.#todayMs) this.#doneToday++;
      return;
    }
    this.#open++;
    if (isOver) this.#over++;
    const holder = state?.claim?.by.id;
    if (holder === undefined) this.#free++;
    else if (this.#byPerson.has(holder) || this.#byPerson.size < peopleMax)
      this.#byPerson.set(holder, (this.#byPerson.get(holder) ?? 0) + 1);
  }

  result(): CaseCounts {
    const contacts = this.#contactsMs.toSorted((left, right) => left - right);
    const middle = contacts.length / 2;
    const median = ((contacts[Math.ceil(middle) - 1] ?? 0) + (contacts[Math.floor(middle)] ?? 0)) / 2;
    return {
      open: this.#open,
      free: this.#free,
      claimed: this.#open - this.#free,
      over: this.#over,
      doneToday: this.#doneToday,
      medianContactMs: contacts.length === 0 ? null : median,
      byPerson: Object.fromEntries(this.#byPerson),
    };
  }
}
