import type { EventItem } from '@tidewatch/contract/events';
import { RefusedRequest, type EventsRequest } from '../request/read-events.ts';
import type { EventsAnswer } from '@tidewatch/contract/events';
import type { Problem } from '@tidewatch/contract/errors';

/** More rows than this nobody reads, and a browser should not hold. */
export const eventsMax = 10_000;
const pageEvents = 200;

/** What is known of a list of events. `end`: there are no more, or the list is full. */
export interface EventPagesState {
  readonly events: readonly EventItem[];
  readonly state: 'loading' | 'idle' | 'end' | 'failed';
  /** The list holds as many as it may; there are more. */
  readonly full: boolean;
  /** Events that were looked through, with a search or a metric's own condition. */
  readonly scanned: number;
  readonly problem: Problem | null;
}

export const noEvents: EventPagesState = { events: [], state: 'loading', full: false, scanned: 0, problem: null };

export interface EventPages {
  readonly current: EventPagesState;
  /** Loads the next page, unless one is on its way or there is none. */
  more(): Promise<void>;
  /** Puts events on top that arrived since, each once. */
  add(events: readonly EventItem[]): void;
  stop(): void;
}

const newerFirst = (one: EventItem, other: EventItem) =>
  other.time.localeCompare(one.time) || other.partition - one.partition || other.offset - one.offset;

/** Reads events page by page, newest first. Beginning anew is another `createEventPages`: answers to the old one are void. */
export const createEventPages = (
  request: Omit<EventsRequest, 'after' | 'limit'>,
  read: (request: EventsRequest, signal: AbortSignal) => Promise<EventsAnswer>,
  changed: (state: EventPagesState) => void,
): EventPages => {
  const stopping = new AbortController();
  let current: EventPagesState = { ...noEvents, state: 'idle' };
  let after: string | undefined;
  const become = (next: Partial<EventPagesState>) => {
    current = { ...current, ...next };
    if (!stopping.signal.aborted) changed(current);
  };
  const join = (events: readonly EventItem[]): readonly EventItem[] => {
    const known = new Set(current.events.map(({ key }) => key));
    return [...current.events, ...events.filter(({ key }) => !known.has(key))];
  };
  return {
    get current() {
      return current;
    },
    async more() {
      if (current.state === 'loading' || current.state === 'end') return;
      become({ state: 'loading', problem: null });
      try {
        const { events, next, scanned } = await read({ ...request, after, limit: pageEvents }, stopping.signal);
        after = next ?? undefined;
        const all = join(events);
        const full = all.length >= eventsMax && next !== null;
        const state = next === null || full ? 'end' : 'idle';
        become({ events: all, state, full, scanned: current.scanned + (scanned ?? events.length) });
      } catch (error) {
        if (stopping.signal.aborted) return;
        become({ state: 'failed', problem: error instanceof RefusedRequest ? error.problem : null });
      }
    },
    add(events) {
      const all = join(events);
      if (all.length > current.events.length) become({ events: [...all].sort(newerFirst) });
    },
    stop: () => stopping.abort(),
  };
};
