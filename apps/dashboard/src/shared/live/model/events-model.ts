import type { EventItem } from '@tidewatch/contract/events';
import type { EventsSnapshot, LiveChanges, LiveSnapshot } from '@tidewatch/contract/socket';

export const feedEventsMax = 200;

const coordinatesOf = (event: EventItem) => `${event.topic}/${event.partition}/${event.offset}`;

/** Newest first; by coordinates where the time is equal, so that the order never depends on arrival. */
const newerFirst = (one: EventItem, other: EventItem) =>
  other.time.localeCompare(one.time) || other.partition - one.partition || other.offset - one.offset;

/** The newest events of a feed, each once, at most `feedEventsMax`. */
export class EventsModel {
  #events: readonly EventItem[] | null = null;

  get empty(): boolean {
    return this.#events === null;
  }

  replace(snapshot: LiveSnapshot): void {
    if (snapshot.kind === 'events') this.#events = snapshot.events.slice(0, feedEventsMax);
  }

  apply(changes: LiveChanges): void {
    if (changes.kind !== 'events' || changes.events.length === 0) return;
    const known = new Map((this.#events ?? []).map((event) => [coordinatesOf(event), event]));
    for (const event of changes.events) known.set(coordinatesOf(event), event);
    this.#events = [...known.values()].sort(newerFirst).slice(0, feedEventsMax);
  }

  read(): EventsSnapshot | null {
    return this.#events === null ? null : { kind: 'events', events: this.#events };
  }
}
