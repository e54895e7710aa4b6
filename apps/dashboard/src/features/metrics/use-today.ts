import type { MetricItem } from '@tidewatch/contract/queries';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import { computed, type ComputedRef } from 'vue';
import { freshnessOf, type Freshness } from '../../shared/freshness/freshness.ts';
import type { LiveView } from '../../shared/live/live-view.ts';
import { useLive } from '../../shared/live/use-live.ts';
import { usePage } from '../../shared/page/use-page.ts';
import { statsOf } from '../../shared/series/stat.ts';
import { stepAtLeast } from '../../shared/series/step.ts';

/** A metric's number of today so far, live, and how current it is. */
export interface Today {
  readonly value: number | null;
  readonly asOf: number | null;
  readonly view: LiveView<SeriesSnapshot>;
  readonly freshness: Freshness;
}

export const useToday = (metric: () => MetricItem): ComputedRef<Today> => {
  const page = usePage();
  const view = useLive(page.live, () => {
    const { metric: name, grain } = metric();
    const stat = statsOf(metric()).at(-1);
    return {
      kind: 'series' as const,
      metric: name,
      from: 'now/d',
      to: 'now',
      step: stepAtLeast('1h', grain),
      tz: page.preferences.value.zone,
      limit: 1,
      ...(stat === undefined ? {} : { stat }),
    };
  });
  return computed(() => {
    const { snapshot, asOf, state } = view.value;
    const pipelineState = page.pipeline.value.snapshot?.pipeline.state ?? null;
    return {
      value: snapshot?.answer.series[0]?.total ?? null,
      asOf,
      view: view.value,
      freshness: freshnessOf({ asOf, nowMs: page.nowMs.value, viewState: state, pipelineState }),
    };
  });
};
