import { watchEffect } from 'vue';
import { usePage } from './use-page.ts';

/** Names the page that is shown: its heading in the status bar and the title of the browser's tab. */
export const usePageTitle = (title: () => string): void => {
  const page = usePage();
  watchEffect(() => {
    page.title.value = title();
  });
};
