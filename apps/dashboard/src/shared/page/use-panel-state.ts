import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import { computed, type ComputedRef, type Ref } from 'vue';
import { freshnessOf } from '../freshness/freshness.ts';
import type { LiveView } from '../live/live-view.ts';
import { formatSecondWithZone } from '../time/format-time.ts';
import type { Page } from './page.ts';

export interface PanelState {
  /** The data is old: grey and hatched. */
  readonly old: ComputedRef<boolean>;
  /** Since when and why the data is old or partial; null when all is well. */
  readonly note: ComputedRef<string | null>;
}

/** How current a panel is, in the words of the page. */
export const usePanelState = (page: Page, view: Readonly<Ref<LiveView<SeriesSnapshot>>>): PanelState => {
  const freshness = computed(() => {
    const pipelineState = page.pipeline.value.snapshot?.pipeline.state ?? null;
    return freshnessOf({ asOf: view.value.asOf, nowMs: page.nowMs.value, viewState: view.value.state, pipelineState });
  });
  const hasData = computed(() => view.value.snapshot !== null);
  const old = computed(
    () => hasData.value && (freshness.value.age === 'stale' || freshness.value.cause === 'connection'),
  );
  const note = computed(() => {
    const { chart } = page.text.value;
    if (!hasData.value || view.value.asOf === null) return null;
    const time = formatSecondWithZone(view.value.asOf, page.preferences.value.zone);
    if (freshness.value.cause === 'connection') return chart.interrupted(time);
    if (freshness.value.cause === 'refused') return chart.notAnswered(time);
    if (freshness.value.cause === 'stopped') return chart.stoppedSince(time);
    if (freshness.value.age === 'stale') return chart.behind(time);
    return view.value.snapshot?.answer.history === 'unavailable' ? chart.partial : null;
  });
  return { old, note };
};
