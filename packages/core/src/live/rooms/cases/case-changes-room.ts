import type { Subscription } from 'rxjs';
import type { Access } from '@tidewatch/contract/access';
import type { CaseSummary } from '@tidewatch/contract/operations/cases';
import type { LiveSnapshot } from '@tidewatch/contract/socket';
import { summaryOf, type CaseBook } from '../../../cases/case-book.ts';
import type { Room, RoomMessage } from '../room.ts';

const casesMax = 500;

/** Cases of any event as they change, so that every list shows at once who has what. */
export class CaseChangesRoom implements Room {
  readonly #book: CaseBook;
  /** Whether a case is about a row that the caller may see is known of no case; who is bound to some rows is told of none. */
  readonly #isOpenToCaller: boolean;
  readonly #fresh = new Map<string, CaseSummary>();
  #newest: readonly CaseSummary[] = [];
  #changes: Subscription | null = null;

  constructor(book: CaseBook, access: Access) {
    this.#book = book;
    this.#isOpenToCaller = Object.keys(access.rows).length === 0;
  }

  get asOf(): null {
    return null;
  }

  async open(): Promise<void> {
    if (!this.#isOpenToCaller) return;
    this.#newest = this.#book.newest(casesMax).map(summaryOf);
    this.#changes = this.#book.changes.subscribe((state) => this.#fresh.set(state.key, summaryOf(state)));
  }

  snapshot(): LiveSnapshot {
    return { kind: 'case-changes', cases: this.#newest };
  }

  next(): RoomMessage | null {
    if (this.#fresh.size === 0) return null;
    const cases = [...this.#fresh.values()].toReversed().slice(0, casesMax);
    this.#newest = [...cases, ...this.#newest.filter(({ key }) => !this.#fresh.has(key))].slice(0, casesMax);
    this.#fresh.clear();
    return { changes: { kind: 'case-changes', cases } };
  }

  close(): void {
    this.#changes?.unsubscribe();
  }
}
