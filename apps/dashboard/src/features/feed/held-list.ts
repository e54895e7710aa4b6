import type { EventItem } from '@tidewatch/contract/events';

const keyOf = (event: EventItem) => `${event.topic}/${event.partition}/${event.offset}`;

export interface HeldList {
  readonly shown: readonly EventItem[];
  /** Events that arrived since the list stands still. */
  readonly waiting: number;
}

/** The list that a reader sees: the newest, or while `held` the one that was there when the reader took hold of it. */
export const holdList = (before: HeldList, newest: readonly EventItem[], held: boolean): HeldList => {
  if (!held || before.shown.length === 0) return { shown: newest, waiting: 0 };
  const seen = new Set(before.shown.map(keyOf));
  return { shown: before.shown, waiting: newest.filter((event) => !seen.has(keyOf(event))).length };
};
