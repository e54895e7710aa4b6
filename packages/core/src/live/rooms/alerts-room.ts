import type { LiveSnapshot } from '@tidewatch/contract/socket';
import type { AlertBook, AlertsFilter } from '../../alerting/book/alert-book.ts';
import type { Room, RoomMessage } from './room.ts';

/** Silences and escalation are looked at on each of so many asks: they change without a record of an alert. */
const deliveryEveryAsks = 3;

/** The alerts of a filter, whole, whenever one of all changes, or what delivery makes of it. */
export class AlertsRoom implements Room {
  readonly #book: AlertBook;
  readonly #filter: AlertsFilter;
  #version = -1;
  #delivery = '';
  #asks = 0;

  constructor(book: AlertBook, filter: AlertsFilter) {
    this.#book = book;
    this.#filter = filter;
  }

  get asOf(): number | null {
    return this.#book.asOf;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  snapshot(): LiveSnapshot {
    return { kind: 'alerts', answer: this.#book.list(this.#filter) };
  }

  next(): RoomMessage | null {
    const delivery = this.#asks++ % deliveryEveryAsks === 0 ? this.#book.deliveryText() : this.#delivery;
    if (this.#book.version === this.#version && delivery === this.#delivery) return null;
    this.#version = this.#book.version;
    this.#delivery = delivery;
    return { changes: { kind: 'alerts', answer: this.#book.list(this.#filter) } };
  }

  close(): void {}
}
