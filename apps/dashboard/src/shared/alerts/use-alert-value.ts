import type { AlertItem } from '@tidewatch/contract/alerts';
import { computed, type ComputedRef } from 'vue';
import { useLive } from '../live/use-live.ts';
import { usePage } from '../page/use-page.ts';
import { spanText } from './model/span-text.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
/** Longer windows are added up from hours. */
const fineUpToMs = 6 * hourMs;

/** What the rule's window holds, in the metric's unit. */
export interface AlertValue {
  readonly now: number | null;
  readonly lastWeek: number | null;
}

/** The filter of an alert's metric: that of its rule, narrowed to its group. */
export const alertWhere = ({ where, group }: Pick<AlertItem, 'where' | 'group'>): readonly string[] =>
  [
    // Values of one dimension are alternatives: beside the group's own value the rule's would widen it.
    ...where.filter((filter) => !Object.hasOwn(group, filter.slice(0, filter.indexOf(':')))),
    ...Object.entries(group).map(([dimension, value]) => `${dimension}:${value}`),
  ].sort();

/**
 * The value of an alert's window, live while the alert is; afterwards, and where `live` is false (the end of a long list), what the rule
 * saw last.
 */
export const useAlertValue = (
  alert: () => AlertItem,
  stat: () => string | null,
  live: () => boolean = () => true,
): ComputedRef<AlertValue> => {
  const page = usePage();
  const view = useLive(page.live, () => {
    const { metric, overMs, state } = alert();
    if (state === 'resolved' || !live()) return null;
    const chosen = stat();
    // The window that the rule sees: whole intervals, the unfinished one among them.
    const step = overMs > fineUpToMs ? hourMs : minuteMs;
    return {
      kind: 'series' as const,
      metric,
      from: `now-${spanText(Math.max(1_000, overMs - step))}`,
      to: 'now',
      step: spanText(step),
      where: [...alertWhere(alert())],
      compare: '7d',
      limit: 1,
      ...(chosen === null ? {} : { stat: chosen }),
    };
  });
  return computed(() => {
    const { evidence } = alert();
    const answer = view.value.snapshot?.answer;
    if (answer === undefined) return { now: evidence.value, lastWeek: evidence.previous?.week ?? null };
    return {
      now: answer.series[0]?.total ?? evidence.value,
      lastWeek: answer.compare?.[0]?.total ?? evidence.previous?.week ?? null,
    };
  });
};
