import type { MetricItem, SeriesAnswer } from '@tidewatch/contract/queries';
import { axisStep } from '../../shared/chart/plot/axis-step.ts';
import type { Plot, PlotLine } from '../../shared/chart/plot/plot.ts';
import { seriesColours } from '../../shared/groups/series-colours.ts';
import { otherValue, topGroups } from '../../shared/groups/top-groups.ts';
import type { PanelRange } from '../../shared/panel/panel-range.ts';
import { fillWindow } from '../../shared/series/fill-window.ts';
import { stepMs } from '../../shared/series/step.ts';

export interface StackedPlotInput {
  readonly metric: Pick<MetricItem, 'unit' | 'measure' | 'formula'>;
  readonly answer: SeriesAnswer | null;
  readonly asOf: number | null;
  readonly dimension: string;
  readonly limit: number;
  readonly range: PanelRange;
  readonly step: string;
  readonly nameOf: (key: string) => string;
}

export interface StackedPlot {
  readonly plot: Plot;
  /** Dimension's values of the bars, in the order of the lines; null for the rest. */
  readonly keys: readonly (string | null)[];
}

/** Bars over time, the largest group at the bottom and the rest on top. */
export const stackedPlot = (input: StackedPlotInput): StackedPlot => {
  const { metric, answer, asOf, dimension, limit, range, step, nameOf } = input;
  const ms = stepMs(answer?.step ?? step);
  const groups = answer === null ? [] : topGroups(answer, dimension, limit).groups.map(({ key }) => key);
  const hasOther = answer?.series.some(({ group }) => group[dimension] === otherValue) === true;
  const colours = seriesColours(groups);
  const first = answer?.series.flatMap(({ points }) => points.map(([at]) => at)).sort((one, other) => one - other)[0];
  const fromMs = range.today || first === undefined ? range.fromMs : Math.min(first, range.fromMs);
  const endMs = Math.ceil((range.toMs - fromMs) / ms) * ms + fromMs;
  const axisToMs = range.today ? range.axisToMs : endMs;
  const linesOf = (key: string, colour: PlotLine['colour']): PlotLine => {
    const series = answer?.series.find(({ group }) => group[dimension] === key);
    // The whole axis: the width of a bar is the distance of its neighbours, where there are none too.
    const filled = fillWindow(series?.points ?? [], {
      fromMs,
      toMs: axisToMs,
      stepMs: ms,
      asOfMs: asOf,
      emptyIsZero: true,
    });
    return { name: nameOf(key), colour, points: filled.map(([x, value]) => ({ x, y: value ?? Number.NaN })) };
  };
  const lines = [
    ...groups.map((key) => linesOf(key, colours.get(key) ?? 'other')),
    ...(hasOther ? [linesOf(otherValue, 'other')] : []),
  ];
  const unfinishedAt = range.live && asOf !== null ? Math.floor((asOf - fromMs) / ms) * ms + fromMs : null;
  const stackAt = (at: number) =>
    lines.reduce((sum, { points }) => {
      const height = points.find(({ x }) => x === at)?.y ?? 0;
      return Number.isNaN(height) ? sum : sum + height;
    }, 0);
  const highest = Math.max(0, ...new Set(lines[0]?.points.map(({ x }) => stackAt(x)) ?? []));
  const unfinished = unfinishedAt === null ? 0 : stackAt(unfinishedAt);
  return {
    keys: [...groups, ...(hasOther ? [null] : [])],
    plot: {
      kind: 'bars',
      fromMs,
      toMs: axisToMs,
      stepMs: ms,
      lines,
      levels: [],
      bands: [],
      wrongSide: 'above',
      unfinished: unfinishedAt === null || unfinished === 0 ? null : { x: unfinishedAt, y: unfinished },
      newest: null,
      nowMs: null,
      wholeNumbers: metric.measure === 'count' && metric.formula === null,
      axisStep: axisStep(highest, metric.unit),
    },
  };
};
