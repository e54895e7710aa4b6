import type { MetricItem } from '@tidewatch/contract/queries';
import { computed, type ComputedRef } from 'vue';
import { localText } from '../../catalog/local-text.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import type { LiveView } from '../../live/live-view.ts';
import { emptyView } from '../../live/live-view.ts';
import { useLive } from '../../live/use-live.ts';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import { baseName } from '../../panel/base-words.ts';
import { panelTexts } from '../../panel/panel-texts.ts';
import type { PanelContext } from '../../panel/use-panel.ts';
import { statsOf } from '../../series/stat.ts';
import { stepAtLeast } from '../../series/step.ts';
import { chartTexts } from '../chart-texts.ts';
import type { Plot, PlotBand, PlotColour } from '../plot/plot.ts';
import { chartStep } from './chart-step.ts';
import { metricPlot } from './metric-plot.ts';
import { plotLevels } from './plot-levels.ts';

export interface TimeSeriesInput {
  readonly metrics: readonly MetricItem[];
  /** One quantile instead of all. */
  readonly stat?: string | undefined;
  /** Length of the intervals, where the range allows it. */
  readonly step?: string | undefined;
  readonly target?: number | undefined;
  readonly threshold?: number | undefined;
  /** Times in which alerts of the metric fired. */
  readonly bands?: () => readonly PlotBand[];
}

export interface TimeSeries {
  readonly plot: ComputedRef<Plot>;
  readonly step: ComputedRef<string>;
  /** One for each line, the first on top. */
  readonly views: ComputedRef<readonly LiveView<SeriesSnapshot>[]>;
}

interface Drawn {
  readonly metric: MetricItem;
  readonly stat: string | undefined;
  readonly colour: PlotColour;
}

const seriesColours = [1, 2, 3, 4, 5, 6] as const;

/** One metric is the accent line with its lower quantiles; several have the series colours in order. */
const drawnOf = ({ metrics, stat }: TimeSeriesInput): readonly Drawn[] => {
  const [first] = metrics;
  if (metrics.length === 1 && first !== undefined) {
    const stats = stat === undefined ? statsOf(first).toReversed() : [stat];
    return stats.map((one, index) => ({
      metric: first,
      stat: one,
      colour: index === 0 ? 'now' : index === 1 ? 'second' : (seriesColours[index % 6] ?? 1),
    }));
  }
  return metrics.map((metric, index) => ({
    metric,
    stat: stat ?? statsOf(metric).at(-1),
    colour: seriesColours[index % 6] ?? 1,
  }));
};

/** The coarsest of what the metrics need: their lines stand on one axis. */
const stepOf = (drawn: readonly Drawn[], lengthMs: number, wanted: string | undefined): string =>
  drawn
    .map(({ metric }) => chartStep(lengthMs, wanted, metric.grain))
    .reduce((one, other) => stepAtLeast(one, other), '1m');

/** The live chart of one or several metrics over the range of the address. What is given must not change. */
export const useTimeSeries = (context: PanelContext, input: TimeSeriesInput): TimeSeries => {
  const { page, range, scope, compare, language, zone } = context;
  const { address } = page;
  const text = useTexts(panelTexts);
  const chart = useTexts(chartTexts);
  const drawn = drawnOf(input);
  const single = drawn.every(({ metric }) => metric === drawn[0]?.metric);
  const step = computed(() => stepOf(drawn, range.value.axisToMs - range.value.fromMs, address.step ?? input.step));
  const comparing = computed(() => (single ? compare.value : null));

  const query = ({ metric, stat }: Drawn) => ({
    kind: 'series' as const,
    metric: metric.metric,
    step: step.value,
    tz: zone.value,
    where: [...scope.value.where],
    ...(stat === undefined ? {} : { stat }),
  });
  const views = drawn.map((one, index) =>
    useLive(page.live, () => ({
      ...query(one),
      from: address.from,
      to: address.to,
      ...(index > 0 || comparing.value === null || range.value.today ? {} : { compare: comparing.value }),
    })),
  );
  const [first] = drawn;
  const ghostDay =
    first === undefined
      ? null
      : useLive(page.live, () => {
          const shift = comparing.value;
          if (shift === null || !range.value.today) return null;
          return { ...query(first), from: `now-${shift}/d`, to: `now-${shift}/d` };
        });

  const speech = computed(() => ({
    text: text.value,
    messages: page.text.value,
    language: language.value,
    zone: zone.value,
  }));
  const nowName = computed(() =>
    range.value.today ? chart.value.today : range.value.live ? text.value.now : text.value.thisTime,
  );
  const nameOf = ({ metric, stat }: Drawn) => {
    if (!single) return localText(metric.title, language.value);
    return drawn.length > 1 && stat !== undefined ? stat : nowName.value;
  };
  const levels = computed(() =>
    first === undefined || !single ? [] : plotLevels(first.metric, input, language.value, chart.value),
  );
  const plot = computed(() =>
    metricPlot({
      drawn: drawn.map((one, index) => ({ ...one, name: nameOf(one), view: views[index]?.value ?? emptyView })),
      ghostName: comparing.value === null ? null : baseName(comparing.value, range.value, speech.value),
      ghostDay: range.value.today ? (ghostDay?.value ?? null) : null,
      range: range.value,
      step: step.value,
      levels: levels.value,
      bands: input.bands?.() ?? [],
    }),
  );
  return { plot, step, views: computed(() => views.map((view) => view.value)) };
};
