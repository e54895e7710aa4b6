import type { MetricItem } from '@tidewatch/contract/queries';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import { computed, type ComputedRef } from 'vue';
import type { LiveView } from '../../shared/live/live-view.ts';
import { useLive } from '../../shared/live/use-live.ts';
import type { PanelContext } from '../../shared/panel/use-panel.ts';
import { statsOf } from '../../shared/series/stat.ts';
import { sparkStep } from './model/spark-step.ts';
import { tileModel, type TileModel } from './model/tile-model.ts';

export interface Tile {
  readonly model: ComputedRef<TileModel>;
  readonly view: Readonly<{ value: LiveView<SeriesSnapshot> }>;
  /** The quantile that is shown, of a metric that has some. */
  readonly stat: string | undefined;
}

/** The live tile of a metric: the range so far against the same time before; the highest quantile unless the panel names one. */
export const useTile = (context: PanelContext, metric: MetricItem, wantedStat: string | undefined): Tile => {
  const { page, range, scope, compare, zone } = context;
  const stat = wantedStat ?? statsOf(metric).at(-1);
  const shared = () => ({
    kind: 'series' as const,
    metric: metric.metric,
    step: sparkStep(range.value.axisToMs - range.value.fromMs, metric.grain),
    tz: zone.value,
    where: [...scope.value.where],
    ...(stat === undefined ? {} : { stat }),
  });
  const view = useLive(page.live, () => ({
    ...shared(),
    from: page.address.from,
    to: page.address.to,
    ...(compare.value === null ? {} : { compare: compare.value }),
  }));
  const ghostDay = useLive(page.live, () => {
    const shift = compare.value;
    return shift === null || !range.value.today ? null : { ...shared(), from: `now-${shift}/d`, to: `now-${shift}/d` };
  });
  const model = computed(() =>
    tileModel({
      metric,
      view: view.value,
      ghostDay: range.value.today && compare.value !== null ? ghostDay.value : null,
      range: range.value,
      nowMs: page.nowMs.value,
      pipelineState: page.pipeline.value.snapshot?.pipeline.state ?? null,
    }),
  );
  return { model, view, stat };
};
