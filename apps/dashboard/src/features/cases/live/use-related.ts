import type { EventItem } from '@tidewatch/contract/events';
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { relatedSearch } from '../model/related-field.ts';
import { readEvents } from '../request/read-events.ts';

const relatedMax = 50;

/** The other events of the same order or appointment. Without an answer there are none: the event itself is enough to go on. */
export const useRelated = (
  event: () => EventItem | null,
  types: (field: string) => readonly string[],
): Readonly<Ref<readonly EventItem[]>> => {
  const related = shallowRef<readonly EventItem[]>([]);
  let stopping = new AbortController();
  watch(
    () => event()?.key,
    async () => {
      stopping.abort();
      stopping = new AbortController();
      const { signal } = stopping;
      related.value = [];
      const of = event();
      const search = of === null ? null : relatedSearch(of);
      if (search === null) return;
      const { field, from, to, where } = search;
      const type = types(field);
      if (type.length < 2) return;
      try {
        const found = await readEvents({ type, from, to, where: [where], limit: relatedMax }, signal);
        if (!signal.aborted) related.value = found.events;
      } catch {
        // Said above: none.
      }
    },
    { immediate: true },
  );
  onScopeDispose(() => stopping.abort());
  return related;
};
