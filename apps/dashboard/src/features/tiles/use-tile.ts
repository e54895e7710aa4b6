import type { MetricItem } from '@tidewatch/contract/queries';
import { computed, type ComputedRef } from 'vue';
import { useLive } from '../../shared/live/use-live.ts';
import type { Page } from '../../shared/page/page.ts';
import { useDay } from '../../shared/page/use-day.ts';
import { statsOf } from '../../shared/series/stat.ts';
import { stepAtLeast } from '../../shared/series/step.ts';
import { tileModel, type TileModel } from './model/tile-model.ts';

const iso = (epochMs: number) => new Date(epochMs).toISOString();

/**
 * The live tile of a metric: today so far against the same weekday last week to the same minute. The highest quantile where there are
 * some. `hasSpark`: last week's whole day is asked for too, for the ghost line.
 */
export const useTile = (
  page: Page,
  metric: MetricItem,
  hasSpark: boolean,
): { readonly model: ComputedRef<TileModel>; readonly stat: string | undefined } => {
  const day = useDay(page);
  const stat = statsOf(metric).at(-1);
  const shared = () => ({
    kind: 'series' as const,
    metric: metric.metric,
    step: stepAtLeast('15m', metric.grain),
    tz: page.preferences.value.zone,
    ...(stat === undefined ? {} : { stat }),
  });
  const today = useLive(page.live, () => ({ ...shared(), from: iso(day.value.fromMs), to: 'now', compare: '7d' }));
  const lastWeekDay = () => ({ from: iso(day.value.lastWeekFromMs), to: iso(day.value.lastWeekToMs) });
  const lastWeek = hasSpark ? useLive(page.live, () => ({ ...shared(), ...lastWeekDay() })) : null;
  const model = computed(() =>
    tileModel({
      metric,
      today: today.value,
      lastWeek: lastWeek?.value ?? null,
      day: day.value,
      nowMs: page.nowMs.value,
      pipelineState: page.pipeline.value.snapshot?.pipeline.state ?? null,
    }),
  );
  return { model, stat };
};
