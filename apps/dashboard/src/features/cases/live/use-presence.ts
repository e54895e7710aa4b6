import type { Person } from '@tidewatch/contract/operations/cases';
import { computed, onScopeDispose, watch, type ComputedRef } from 'vue';
import { useLive } from '../../../shared/live/use-live.ts';
import type { Page } from '../../../shared/page/page.ts';
import { usePerson } from '../../../shared/person/use-person.ts';

/** Who else looks at which event, by key. */
export const useLookers = (page: Page): ComputedRef<ReadonlyMap<string, readonly Person[]>> => {
  const { person } = usePerson();
  const view = useLive(page.live, () => ({ kind: 'presence' }) as const);
  return computed(() => {
    const byKey = new Map<string, Person[]>();
    for (const { key, person: other } of view.value.snapshot?.looking ?? []) {
      if (other.id === person.value?.id) continue;
      byKey.set(key, [...(byKey.get(key) ?? []), other]);
    }
    return byKey;
  });
};

/** Tells the others which event this screen shows, while it does. Who has no name yet is not announced. */
export const useLook = (page: Page, key: () => string | null): void => {
  const { person } = usePerson();
  watch(
    [key, person],
    ([looksAt, by]) => {
      if (by !== null) page.live.look(looksAt, by);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    if (person.value !== null) page.live.look(null, person.value);
  });
};
