import type { MetricItem } from '@tidewatch/contract/queries';
import { computed, type ComputedRef } from 'vue';
import { useLive } from '../../shared/live/use-live.ts';
import type { LiveView } from '../../shared/live/live-view.ts';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import type { Page } from '../../shared/page/page.ts';
import { statsOf } from '../../shared/series/stat.ts';
import { stepAtLeast, stepMs } from '../../shared/series/step.ts';
import { chartModel, type ChartModel } from './chart-model.ts';

const wantedStep = '5m';
const wantedHours = 6;
const intervalsMin = 24;

export interface MetricChart {
  readonly step: string;
  readonly hours: number;
  readonly model: ComputedRef<ChartModel>;
  /** The answer whose age the panel shows. */
  readonly view: ComputedRef<LiveView<SeriesSnapshot>>;
}

/** The live chart of a metric: the last hours, and the same hours last week. A coarse metric gets a longer window. */
export const useChart = (page: Page, metric: MetricItem): MetricChart => {
  const step = stepAtLeast(wantedStep, metric.grain);
  const hours = Math.max(wantedHours, (intervalsMin * stepMs(step)) / 3_600_000);
  const stats = statsOf(metric);
  const views = stats.map((stat) =>
    useLive(page.live, () => ({
      kind: 'series' as const,
      metric: metric.metric,
      from: `now-${hours}h`,
      to: 'now',
      step,
      tz: page.preferences.value.zone,
      compare: '7d',
      ...(stat === undefined ? {} : { stat }),
    })),
  );
  const nowMs = computed(() => Math.floor(page.nowMs.value / 5_000) * 5_000);
  const model = computed(() =>
    chartModel({
      metric,
      stats,
      views: views.map((view) => view.value),
      nowMs: nowMs.value,
      windowMs: hours * 3_600_000,
    }),
  );
  return { step, hours, model, view: computed(() => views.at(-1)!.value) };
};
