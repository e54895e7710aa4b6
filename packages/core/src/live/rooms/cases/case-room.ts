import type { Subscription } from 'rxjs';
import type { EventItem } from '@tidewatch/contract/events';
import type { LiveSnapshot } from '@tidewatch/contract/socket';
import type { CaseBook } from '../../../cases/case-book.ts';
import { parseEventKey } from '../../../query/events/event-key.ts';
import type { Room, RoomMessage } from '../room.ts';

/** One event and what people do about it. */
export class CaseRoom implements Room {
  readonly #key: string;
  readonly #book: CaseBook;
  readonly #find: (key: string) => Promise<EventItem>;
  #event: EventItem | null = null;
  #changed = false;
  #changes: Subscription | null = null;

  /** `find` throws `unknown_event` for what the caller may not see. */
  constructor(key: string, book: CaseBook, find: (key: string) => Promise<EventItem>) {
    this.#key = key;
    this.#book = book;
    this.#find = find;
  }

  get asOf(): null {
    return null;
  }

  async open(): Promise<void> {
    this.#event = await this.#find(this.#key);
    const print = parseEventKey(this.#key)?.print;
    this.#changes = this.#book.changes.subscribe(({ key }) => {
      if (parseEventKey(key)?.print === print) this.#changed = true;
    });
  }

  snapshot(): LiveSnapshot {
    return { kind: 'case', ...this.#answer() };
  }

  next(): RoomMessage | null {
    if (!this.#changed) return null;
    this.#changed = false;
    return { changes: { kind: 'case', ...this.#answer() } };
  }

  close(): void {
    this.#changes?.unsubscribe();
  }

  #answer() {
    if (this.#event === null) throw new Error('a case room was read before it was open');
    return { event: this.#event, case: this.#book.of(this.#key) };
  }
}
