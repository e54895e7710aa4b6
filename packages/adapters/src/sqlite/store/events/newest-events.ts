import type { IndexedEvent } from '@tidewatch/core/ports/metric-store';
import { newestFirst, placeOf, type EventPlace } from './event-cursor.ts';

interface PlacedEvent {
  readonly place: EventPlace;
  readonly entry: IndexedEvent;
}

/**
 * The newest events of all that are added, at least `count` where there are so many, in bounded memory. Those of one (topic, partition,
 * source, id) with equal times count once, with their first offset; one that only comes up when its twin has been given up comes again.
 */
export class NewestEvents {
  readonly #count: number;
  readonly #after: EventPlace | null;
  #found = new Map<string, PlacedEvent>();
  /** What lies behind it is not among the newest. */
  #border: EventPlace | null = null;

  /** `after`: only events behind this place. */
  constructor(count: number, after: EventPlace | null) {
    this.#count = count;
    this.#after = after;
  }

  /** Whether nothing that is older than `time` can be among the newest any more. */
  isBehind(time: number): boolean {
    if (this.#border === null && this.#found.size >= this.#count) this.#prune();
    return this.#border !== null && time < this.#border.time;
  }

  add(entry: IndexedEvent): void {
    if (this.isBehind(entry.event.time)) return;
    const place = placeOf(entry);
    if (this.#after !== null && newestFirst(this.#after, place) >= 0) return;
    if (this.#border !== null && newestFirst(this.#border, place) < 0) return;
    const key = JSON.stringify([place.time, place.topic, place.partition, place.print]);
    const known = this.#found.get(key);
    if (known !== undefined && known.place.offset <= place.offset) return;
    this.#found.set(key, { place, entry });
    if (this.#found.size >= this.#count * 2) this.#prune();
  }

  inOrder(): readonly PlacedEvent[] {
    return [...this.#found.values()].sort((left, right) => newestFirst(left.place, right.place));
  }

  #prune(): void {
    const kept = [...this.#found].sort(([, left], [, right]) => newestFirst(left.place, right.place));
    this.#found = new Map(kept.slice(0, this.#count));
    this.#border = kept[this.#count - 1]?.[1].place ?? null;
  }
}
