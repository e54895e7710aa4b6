import { computed, type ComputedRef } from 'vue';
import type { SeriesAnswer } from '@tidewatch/contract/queries';
import { useLive } from '../../shared/live/use-live.ts';
import { usePage } from '../../shared/page/use-page.ts';

const groupsMax = 20;

/** What Tidewatch counted about itself today, live: a built-in metric in total or by one of its dimensions. */
export const useCountedToday = (metric: string, by: string | null): ComputedRef<SeriesAnswer | null> => {
  const page = usePage();
  const view = useLive(page.live, () => ({
    kind: 'series' as const,
    metric,
    from: 'now/d',
    to: 'now',
    step: '1h',
    by: by === null ? [] : [by],
    tz: page.preferences.value.zone,
    limit: groupsMax,
  }));
  return computed(() => view.value.snapshot?.answer ?? null);
};
