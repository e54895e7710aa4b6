import type { EventItem } from '@tidewatch/contract/events';
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { LiveView } from '../../shared/live/live-view.ts';
import { useLive } from '../../shared/live/use-live.ts';
import type { Page } from '../../shared/page/page.ts';
import type { EventsSnapshot } from '@tidewatch/contract/socket';
import { holdList, type HeldList } from './held-list.ts';

export interface Feed {
  readonly view: Readonly<Ref<LiveView<EventsSnapshot>>>;
  readonly shown: ComputedRef<readonly EventItem[]>;
  readonly waiting: ComputedRef<number>;
  readonly hovered: Ref<boolean>;
  readonly focused: Ref<boolean>;
  readonly scrolled: Ref<boolean>;
  /** Shows what waits, even while the pointer is on the list. */
  release(): void;
}

export interface FeedQuery {
  readonly type: readonly string[];
  readonly where: readonly string[];
  readonly limit: number;
}

/** The newest events of some types. The list stands still while it is hovered, focused or scrolled. */
export const useFeed = (page: Page, query: () => FeedQuery): Feed => {
  const view = useLive(page.live, () => ({ kind: 'events' as const, ...query() }));
  const list = shallowRef<HeldList>({ shown: [], waiting: 0 });
  const hovered = ref(false);
  const focused = ref(false);
  const scrolled = ref(false);
  const held = computed(() => hovered.value || focused.value || scrolled.value);
  const newest = computed(() => view.value.snapshot?.events ?? []);
  watch([newest, held], () => (list.value = holdList(list.value, newest.value, held.value)), { immediate: true });
  return {
    view,
    shown: computed(() => list.value.shown),
    waiting: computed(() => list.value.waiting),
    hovered,
    focused,
    scrolled,
    release() {
      list.value = { shown: newest.value, waiting: 0 };
    },
  };
};
