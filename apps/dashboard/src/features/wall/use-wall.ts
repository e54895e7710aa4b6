import { onScopeDispose, watch } from 'vue';
import { useTexts } from '../../shared/i18n/use-texts.ts';
import { useCommand } from '../../shared/keyboard/use-command.ts';
import type { Page } from '../../shared/page/page.ts';
import { wallTexts } from './messages.ts';
import { useNewBuild } from './use-new-build.ts';

/**
 * The wall mode of the page, as the address has it: larger, always dark, and renewed without a hand when a new build is served. A screen
 * that somebody works at is asked instead.
 */
export const useWall = (page: Page): void => {
  const { address } = page;
  const texts = useTexts(wallTexts);
  const root = document.documentElement;
  watch(
    () => address.wall,
    (wall) => {
      if (wall) root.dataset['mode'] = 'wall';
      else delete root.dataset['mode'];
    },
    { immediate: true, flush: 'sync' },
  );
  onScopeDispose(() => delete root.dataset['mode']);
  useCommand({ key: 'f', name: () => texts.value.toggle, run: () => address.change({ wall: !address.wall }) });
  useNewBuild(page, () => {
    if (address.wall) location.reload();
    else
      page.toasts.say({
        title: texts.value.newBuild,
        action: { name: texts.value.reload, run: () => location.reload() },
      });
  });
};
