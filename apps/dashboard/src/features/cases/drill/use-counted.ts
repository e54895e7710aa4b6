import { computed, type ComputedRef } from 'vue';
import type { Drill } from '../../../shared/address/address.ts';
import { formatNumber } from '../../../shared/format/format-number.ts';
import { valueText } from '../../../shared/format/format-value.ts';
import { useLive } from '../../../shared/live/use-live.ts';
import type { Page } from '../../../shared/page/page.ts';
import type { CasesTexts } from '../messages-en.ts';
import { firstInstant } from './first-instant.ts';

/** The number that was clicked, as the metric says it now for the same time and filter. */
export interface Counted {
  /** Events behind it; null for what is no count. */
  readonly events: number | null;
  readonly words: string;
}

/** Null for a list that is not a metric's, and until the number is known. */
export const useCounted = (
  page: Page,
  drill: () => Drill & { readonly metric: string },
  text: () => CasesTexts['drill'],
): ComputedRef<Counted | null> => {
  const view = useLive(page.live, () => {
    const { metric, from, to, where } = drill();
    const first = firstInstant(from, { nowMs: page.clock.now(), zone: page.address.tz });
    return { kind: 'series' as const, metric, from: first, to, where: [...where], tz: page.address.tz, limit: 1 };
  });
  return computed(() => {
    const answer = view.value.snapshot?.answer;
    const total = answer?.series[0]?.total ?? null;
    if (answer === undefined || total === null) return null;
    const metric = page.definitions.value?.metrics.find((one) => one.metric === drill().metric);
    const { language } = page.preferences.value;
    return metric?.measure === 'count'
      ? { events: total, words: text().counted(formatNumber(total, language)) }
      : { events: null, words: text().value(valueText(total, answer.unit, language)) };
  });
};
