import type { Router } from 'vue-router';
import { ownBuild, servedBuild } from '../features/wall/served-build.ts';
import type { Page } from '../shared/page/page.ts';

/**
 * A page whose file cannot be loaded: after a new build the old files are gone, and only a reload helps; without a connection the
 * screen stays as it is, and says so.
 */
export const recoverFromMissingChunk = (router: Router, page: Page): void => {
  const recover = async (path: string) => {
    const served = await servedBuild();
    const own = ownBuild();
    if (served !== null && own !== null && served !== own) return location.assign(path);
    const { notLoaded, again } = page.text.value.lost;
    page.toasts.say({ title: notLoaded, action: { name: again, run: () => void router.push(path) } });
  };
  router.onError((_, to) => void recover(to.fullPath));
};
