import type { AlertItem, AlertsAnswer } from '@tidewatch/contract/alerts';
import type { AlertsSnapshot } from '@tidewatch/contract/socket';
import { computed, type ComputedRef, type ShallowRef } from 'vue';
import type { LiveView } from '../live/live-view.ts';
import { useLive } from '../live/use-live.ts';
import { usePage } from '../page/use-page.ts';

/** One question for the whole page: its rail, its charts, its list and its count share the answer. */
const query = { kind: 'alerts', limit: 500 } as const;

export interface Alerts {
  readonly view: Readonly<ShallowRef<LiveView<AlertsSnapshot>>>;
  /** Null before the first answer. */
  readonly answer: ComputedRef<AlertsAnswer | null>;
  /** Firing and not acknowledged first, then acknowledged, pending, resolved; the more urgent and the newer first. */
  readonly alerts: ComputedRef<readonly AlertItem[]>;
}

/** All alerts, live: pending, firing and the newest resolved. */
export const useAlerts = (): Alerts => {
  const view = useLive(usePage().live, () => query);
  const answer = computed(() => view.value.snapshot?.answer ?? null);
  return { view, answer, alerts: computed(() => answer.value?.alerts ?? []) };
};
