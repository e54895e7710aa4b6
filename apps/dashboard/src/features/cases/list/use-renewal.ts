import { onScopeDispose, watch } from 'vue';

const renewEveryMs = 2_000;
const renewalsMax = 10;

/**
 * Renews a list while something is missing from it, for at most 20 s: an event can be listed up to 2 s (embedded) or 10 s
 * (Elasticsearch) after it was counted.
 */
export const useRenewal = (isMissing: () => boolean, renew: () => Promise<void>): void => {
  let left = renewalsMax;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const schedule = () => {
    clearTimeout(timer);
    if (!isMissing()) left = renewalsMax;
    else if (left > 0) timer = setTimeout(() => void renewOnce(), renewEveryMs);
  };
  const renewOnce = async () => {
    left -= 1;
    await renew();
    schedule();
  };
  watch(isMissing, schedule, { immediate: true });
  onScopeDispose(() => {
    left = 0;
    clearTimeout(timer);
  });
};
