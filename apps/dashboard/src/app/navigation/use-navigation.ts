import { computed, type ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useMedia } from '../../shared/page/use-media.ts';
import { usePage } from '../../shared/page/use-page.ts';
import { currentPath, railItems, type NavigationInput, type NavigationItem } from './navigation.ts';

export interface Navigation {
  readonly input: ComputedRef<NavigationInput>;
  readonly items: ComputedRef<readonly NavigationItem[]>;
  /** Path of the item that is open. */
  readonly current: ComputedRef<string | null>;
}

export const useNavigation = (): Navigation => {
  const page = usePage();
  const route = useRoute();
  const router = useRouter();
  const exists = (path: string) => router.resolve(path).meta['lost'] !== true;
  const input = computed(() => ({
    definitions: page.definitions.value,
    language: page.preferences.value.language,
    text: page.text.value,
    exists,
  }));
  const phone = useMedia('(max-width: 719px)');
  // None before the catalog is there: its dashboards would push the pages down.
  const items = computed(() =>
    page.definitions.value === null ? [] : railItems(input.value, phone.value ? 'phone' : 'rail'),
  );
  const current = computed(() =>
    currentPath(route.path, items.value, page.definitions.value?.dashboards[0]?.dashboard),
  );
  return { input, items, current };
};
