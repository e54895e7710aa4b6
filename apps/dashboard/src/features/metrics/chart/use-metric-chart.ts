import type { MetricItem } from '@tidewatch/contract/queries';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import { computed, type ComputedRef } from 'vue';
import { chartStep } from '../../../shared/chart/metric/chart-step.ts';
import { metricPlot } from '../../../shared/chart/metric/metric-plot.ts';
import type { Plot, PlotColour } from '../../../shared/chart/plot/plot.ts';
import { otherValue } from '../../../shared/groups/top-groups.ts';
import type { LiveView } from '../../../shared/live/live-view.ts';
import { useLive } from '../../../shared/live/use-live.ts';
import type { PanelContext } from '../../../shared/panel/use-panel.ts';
import { statsOf } from '../../../shared/series/stat.ts';

/** Lines that can be told apart by colour. */
const linesMax = 6;
const colours: readonly PlotColour[] = [1, 2, 3, 4, 5, 6];

export interface MetricChart {
  readonly plot: ComputedRef<Plot>;
  readonly step: ComputedRef<string>;
  readonly view: Readonly<{ value: LiveView<SeriesSnapshot> }>;
}

/** A metric by the largest values of a dimension, live. What is given must not change. */
export const useMetricChart = (context: PanelContext, metric: MetricItem, by: string): MetricChart => {
  const { page, range, scope, zone } = context;
  const step = computed(() =>
    chartStep(range.value.axisToMs - range.value.fromMs, page.address.step ?? undefined, metric.grain),
  );
  const stat = statsOf(metric).at(-1);
  const view = useLive(page.live, () => ({
    kind: 'series' as const,
    metric: metric.metric,
    from: page.address.from,
    to: page.address.to,
    step: step.value,
    by: [by],
    where: [...scope.value.where],
    tz: zone.value,
    limit: linesMax,
    ...(stat === undefined ? {} : { stat }),
  }));
  const plot = computed(() => {
    const { snapshot } = view.value;
    const drawn = (snapshot?.answer.series ?? []).map((series, index) => ({
      metric,
      name: page.words.value.value(by, series.group[by] ?? ''),
      colour: series.group[by] === otherValue ? ('other' as const) : (colours[index] ?? 'other'),
      // Each group as an answer of its own: the chart's rules are those of one metric.
      view: {
        ...view.value,
        snapshot: snapshot === null ? null : { ...snapshot, answer: { ...snapshot.answer, series: [series] } },
      },
    }));
    const rest = { ghostName: null, ghostDay: null, levels: [], bands: [] };
    return { ...metricPlot({ drawn, range: range.value, step: step.value, ...rest }), newest: null };
  });
  return { plot, step, view };
};
