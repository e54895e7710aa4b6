import type { EventItem } from '@tidewatch/contract/events';
import type { CaseSummary } from '@tidewatch/contract/operations/cases';
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { Drill } from '../../../shared/address/address.ts';
import { useLive } from '../../../shared/live/use-live.ts';
import type { Page } from '../../../shared/page/page.ts';
import { instantText, resolveTime } from '../../../shared/time/resolve-time.ts';
import { readEvents } from '../request/read-events.ts';
import { createEventPages, noEvents, type EventPages, type EventPagesState } from './event-pages.ts';
import { firstInstant } from './first-instant.ts';

const liveEvents = 100;
/** A search that found little goes on by itself until there is a screenful. */
const screenfulEvents = 40;

export interface DrillList {
  readonly list: Readonly<Ref<EventPagesState>>;
  /** Events that arrived since the list was read, newest first. */
  readonly waiting: ComputedRef<readonly EventItem[]>;
  readonly cases: ComputedRef<ReadonlyMap<string, CaseSummary>>;
  more(): Promise<void>;
  release(): void;
  again(): void;
  /** Reads the list anew behind what is shown, which stays when that fails. */
  renew(): Promise<void>;
}

/** The list behind a number, with the text searched for. It is read anew when what is asked for changes, or by `renew`. */
export const useDrill = (page: Page, drill: () => Drill, find: () => string): DrillList => {
  const list = shallowRef<EventPagesState>(noEvents);
  let pages: EventPages | null = null;
  const request = () => {
    const { metric, type, from, to, where } = drill();
    const options = { nowMs: page.clock.now(), zone: page.address.tz };
    return {
      metric,
      type,
      // Days are those of the screen's zone; the end stays `now`, so that the newest are there.
      from: firstInstant(from, options),
      to: to === 'now' ? to : instantText(resolveTime(to, { ...options, edge: 'end' })),
      where,
      find: find() === '' ? undefined : find(),
    };
  };
  const fill = async (reading: EventPages): Promise<void> => {
    await reading.more();
    const { state, events } = reading.current;
    if (reading === pages && state === 'idle' && events.length < screenfulEvents) await fill(reading);
  };
  const begin = () => {
    pages?.stop();
    list.value = noEvents;
    pages = createEventPages(request(), readEvents, (next) => (list.value = next));
    void fill(pages);
  };
  watch(() => JSON.stringify([drill(), find(), page.address.tz]), begin, { immediate: true });
  onScopeDispose(() => pages?.stop());

  const isLive = computed(() => drill().to === 'now' && find() === '');
  const live = useLive(page.live, () => {
    const { metric, type, where } = drill();
    const asked = { ...(metric === undefined ? {} : { metric }), type: type === undefined ? [] : [type], where };
    return isLive.value ? { kind: 'events' as const, ...asked, limit: liveEvents } : null;
  });
  const waiting = computed(() => {
    if (!isLive.value || list.value.state === 'loading') return [];
    const known = new Set(list.value.events.map(({ key }) => key));
    const newest = list.value.events[0]?.time ?? '';
    return (live.value.snapshot?.events ?? []).filter(({ key, time }) => time >= newest && !known.has(key));
  });
  const changes = useLive(page.live, () => ({ kind: 'case-changes' }) as const);
  const cases = computed(() => {
    const found = list.value.events.flatMap((event) => (event.case === undefined ? [] : [event.case]));
    // What changed since the list was read counts for more.
    return new Map([...found, ...(changes.value.snapshot?.cases ?? [])].map((one) => [one.key, one]));
  });
  return {
    list,
    waiting,
    cases,
    more: async () => pages?.more(),
    release() {
      // So many that some may be missing in between: read the list anew.
      if (waiting.value.length >= liveEvents) begin();
      else pages?.add(waiting.value);
    },
    again: begin,
    async renew() {
      const next = createEventPages(request(), readEvents, (state) => {
        if (next === pages) list.value = state;
      });
      const shown = pages;
      await next.more();
      if (pages !== shown || next.current.state === 'failed') return next.stop();
      shown?.stop();
      pages = next;
      list.value = next.current;
    },
  };
};
