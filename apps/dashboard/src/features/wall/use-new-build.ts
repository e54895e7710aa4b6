import { onScopeDispose, watch } from 'vue';
import type { Page } from '../../shared/page/page.ts';
import { ownBuild, servedBuild } from './served-build.ts';

const lookEveryMs = 60_000;

/** Calls `found` once when the server gives out another build than the one that runs here: at each reconnect, and each minute. */
export const useNewBuild = (page: Page, found: () => void): void => {
  const own = ownBuild();
  let done = own === null;
  const look = async () => {
    if (done) return;
    const served = await servedBuild();
    if (done || served === null || served === own) return;
    done = true;
    found();
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  watch(
    () => page.connection.value.state,
    (state) => {
      if (state === 'open') void look();
    },
  );
  onScopeDispose(() => {
    done = true;
    clearInterval(timer);
  });
};
