import type { MetricItem, Point, Series } from '@tidewatch/contract/queries';
import type { SeriesSnapshot } from '@tidewatch/contract/socket';
import type { LiveView } from '../../live/live-view.ts';
import type { PanelRange } from '../../panel/panel-range.ts';
import { comparedPoints } from '../../series/compared-points.ts';
import { emptyIsZero } from '../../series/empty-is-zero.ts';
import { fillWindow, splitUnfinished } from '../../series/fill-window.ts';
import { stepMs } from '../../series/step.ts';
import { axisStep } from '../plot/axis-step.ts';
import type { Plot, PlotBand, PlotColour, PlotLevel, PlotLine, PlotPoint } from '../plot/plot.ts';

/** One line of a chart: an answer and how it is drawn. */
export interface DrawnMetric {
  readonly metric: Pick<MetricItem, 'measure' | 'formula' | 'unit' | 'good'>;
  readonly name: string;
  readonly colour: PlotColour;
  readonly view: LiveView<SeriesSnapshot>;
}

export interface MetricPlotInput {
  /** The first is on top. */
  readonly drawn: readonly DrawnMetric[];
  /** Name of the line that is compared with; null: no comparison. */
  readonly ghostName: string | null;
  /** The whole day that is compared with, where the range is today: it runs on beyond the present. */
  readonly ghostDay: LiveView<SeriesSnapshot> | null;
  readonly range: PanelRange;
  readonly step: string;
  readonly levels: readonly PlotLevel[];
  readonly bands: readonly PlotBand[];
}

const toPlot = (points: readonly Point[]): PlotPoint[] => points.map(([x, value]) => ({ x, y: value ?? Number.NaN }));
const isKnown = ({ y }: PlotPoint) => !Number.isNaN(y);
const orNothing = (points: readonly PlotPoint[]): readonly PlotPoint[] => (points.some(isKnown) ? points : []);

/** Points of an earlier time, moved onto this one. */
const movedBy = (series: Series | undefined, shiftMs: number): PlotPoint[] =>
  toPlot(series?.points ?? []).map(({ x, y }) => ({ x: x + shiftMs, y }));

const ghostOf = ({ drawn, ghostDay, range }: MetricPlotInput, ms: number, asOf: number | null): PlotPoint[] => {
  const day = ghostDay?.snapshot?.answer;
  if (day !== undefined) return movedBy(day.series[0], range.fromMs - day.from);
  // The answer ends in the midst of an interval, as the present does: a part against a part is not what the line shows.
  return toPlot(comparedPoints(drawn[0]?.view.snapshot?.answer)).filter(
    ({ x }) => !range.live || asOf === null || x + ms <= asOf || x > asOf,
  );
};

const highestOf = (lines: readonly PlotLine[], levels: readonly PlotLevel[], unfinished: PlotPoint | null) =>
  Math.max(
    unfinished?.y ?? 0,
    ...levels.map(({ value }) => value),
    ...lines.flatMap(({ points }) => points.map(({ y }) => y || 0)),
  );

/** A chart of metrics over the range: finished intervals as lines, the unfinished one apart, the comparison behind them. */
export const metricPlot = (input: MetricPlotInput): Plot => {
  const { drawn, range, ghostName, levels, bands } = input;
  const first = drawn[0];
  const ms = stepMs(first?.view.snapshot?.answer.step ?? input.step);
  const toMs = range.live && !range.today ? Math.ceil(range.toMs / ms) * ms : range.axisToMs;
  const fromMs = range.live && !range.today ? toMs - Math.ceil((range.toMs - range.fromMs) / ms) * ms : range.fromMs;
  const parts = drawn.map(({ metric, view, name, colour }) => {
    const filled = fillWindow(view.snapshot?.answer.series[0]?.points ?? [], {
      fromMs,
      toMs: Math.min(toMs, Math.ceil(range.toMs / ms) * ms),
      stepMs: ms,
      asOfMs: view.asOf,
      emptyIsZero: emptyIsZero(metric),
    });
    const split = range.live ? splitUnfinished(filled, ms, view.asOf) : { finished: filled, unfinished: null };
    const line: PlotLine = { name, colour, points: orNothing(toPlot(split.finished)) };
    return { line, unfinished: split.unfinished };
  });
  const asOf = first?.view.asOf ?? null;
  const inside = ({ x }: PlotPoint) => x >= fromMs && x <= toMs;
  const ghost = ghostName === null ? [] : orNothing(ghostOf(input, ms, asOf).filter(inside));
  const lines = [
    ...parts.map(({ line }) => line),
    ...(ghostName === null || ghost.length === 0 ? [] : [{ name: ghostName, colour: 'ghost' as const, points: ghost }]),
  ];
  const [x, y] = (drawn.length === 1 ? parts[0]?.unfinished : null) ?? [];
  const unfinished = x === undefined ? null : { x, y: y ?? 0 };
  const single = drawn.every(({ metric }) => metric === first?.metric);
  return {
    kind: 'lines',
    fromMs,
    toMs,
    stepMs: ms,
    lines,
    levels,
    bands,
    wrongSide: first?.metric.good === 'up' ? 'below' : 'above',
    unfinished,
    newest: range.live && single ? (lines[0]?.points.findLast(isKnown) ?? unfinished) : null,
    nowMs: range.today ? range.toMs : null,
    wholeNumbers: drawn.every(({ metric }) => metric.measure === 'count' && metric.formula === null),
    axisStep: axisStep(highestOf(lines, levels, unfinished), first?.metric.unit ?? null),
  };
};

/** Nothing at all to draw. */
export const isEmptyPlot = ({ lines, unfinished }: Plot): boolean =>
  unfinished === null && lines.every(({ points }) => !points.some(isKnown));
