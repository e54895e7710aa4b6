import { computed, type ComputedRef } from 'vue';
import type { Language } from '../format/locale.ts';
import { usePage } from '../page/use-page.ts';

/**
 * The texts of one feature in the language of the page. A feature keeps them in its own folder (`messages.ts`, a record of `en` and `id`
 * of one type), so that they are loaded with it; only what the shell itself says is in `messages-en.ts` and `messages-id.ts`.
 */
export const useTexts = <Texts>(texts: Readonly<Record<Language, Texts>>): ComputedRef<Texts> => {
  const page = usePage();
  return computed(() => texts[page.preferences.value.language]);
};
