import {
  BarController,
  BarElement,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartConfiguration,
  type ChartDataset,
} from 'chart.js';
import type { PlotGeometry } from '../plot/plot-geometry.ts';
import type { Plot, PlotLine, PlotPoint, PlotSpeech } from '../plot/plot.ts';
import { beyondThreshold, type Threshold } from './beyond-threshold.ts';
import type { PlotColours } from './plot-colours.ts';

Chart.register(LineController, LineElement, PointElement, BarController, BarElement, LinearScale, Filler);

/** One state of a plot, ready to draw. */
export interface PlotState {
  readonly plot: Plot;
  readonly speech: PlotSpeech;
  readonly colours: PlotColours;
  readonly old: boolean;
}

export interface PlotChart {
  draw(state: PlotState): void;
  destroy(): void;
}

type Dataset = ChartDataset<'line' | 'bar', PlotPoint[]>;

const axisWidth = 44;
const rootPx = 16;
/** Gaps up to three intervals are bridged, so that single points of a rare quantile are seen; longer ones stay open. */
const bridgedIntervals = 3;

const colourOf = ({ colours, old }: PlotState, { colour }: PlotLine) =>
  old && colour !== 'ghost' ? colours.old : colours.lines[colour];

const lineOf = (state: PlotState, line: PlotLine, fill: boolean): Dataset => {
  const ghost = line.colour === 'ghost';
  const colour = colourOf(state, line);
  const scale = state.colours.rootPx / rootPx;
  return {
    type: 'line',
    data: line.points as PlotPoint[],
    pointRadius: 0,
    pointHitRadius: 0,
    tension: 0,
    spanGaps: state.plot.stepMs * bridgedIntervals,
    normalized: true,
    borderColor: colour,
    borderWidth: (ghost ? 1.25 : 1.75) * scale,
    ...(ghost ? { borderDash: [1.5 * scale, 3 * scale] } : {}),
    fill: fill ? 'origin' : false,
    backgroundColor: `${colour}12`,
  };
};

/** A bar stands in the middle of its interval. */
const barsOf = (state: PlotState, line: PlotLine): Dataset => ({
  type: 'bar',
  data: line.points.map(({ x, y }) => ({ x: x + state.plot.stepMs / 2, y })),
  stack: 'all',
  normalized: true,
  backgroundColor: colourOf(state, line),
  borderColor: state.colours.surface,
  borderWidth: { top: 1 },
  borderSkipped: false,
  barPercentage: 0.86,
  categoryPercentage: 1,
});

const datasetsOf = (state: PlotState): Dataset[] => {
  const { plot, old } = state;
  if (plot.kind === 'bars') return plot.lines.map((line) => barsOf(state, line));
  const single = plot.lines.filter(({ colour }) => colour !== 'ghost').length === 1;
  return plot.lines.map((line) => lineOf(state, line, single && line.colour === 'now' && !old));
};

const font = (size: number, scale: number) => ({
  family: '"Inter Variable", system-ui, sans-serif',
  size: size * scale,
});

const optionsOf = (state: PlotState): NonNullable<ChartConfiguration<'line' | 'bar'>['options']> => {
  const { plot, colours, speech } = state;
  const scale = colours.rootPx / rootPx;
  const stacked = plot.kind === 'bars';
  const ticks = { color: colours.axis, font: font(11, scale) };
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    events: [],
    layout: { padding: { top: 8 * scale, right: 2 * scale } },
    scales: {
      x: {
        type: 'linear',
        min: plot.fromMs,
        max: plot.toMs,
        stacked,
        offset: false,
        grid: { display: false, offset: false },
        border: { color: colours.grid },
        ticks: { ...ticks, maxRotation: 0, autoSkip: false, callback: (at) => speech.tick(Number(at)) },
        afterBuildTicks: (axis) => (axis.ticks = speech.ticks.map((value) => ({ value }))),
      },
      y: {
        beginAtZero: true,
        stacked,
        // The interval that still fills is drawn over the canvas, and must fit as well.
        suggestedMax: Math.max(
          plot.wholeNumbers ? 4 : 0,
          plot.unfinished?.y ?? 0,
          ...plot.levels.map(({ value }) => value * 1.12),
        ),
        grid: { color: colours.grid, tickLength: 0 },
        border: { display: false },
        ticks: {
          ...ticks,
          maxTicksLimit: 5,
          padding: 8 * scale,
          callback: (at) => speech.axisValue(Number(at)),
          ...(plot.wholeNumbers ? { precision: 0 } : {}),
          ...(plot.axisStep === undefined ? {} : { stepSize: plot.axisStep }),
        },
        // One width for all charts: their plots stand in line, and nothing moves when a number grows a digit.
        afterFit: (axis) => (axis.width = axisWidth * scale),
      },
    },
  };
};

const thresholdOf = ({ plot, colours, old }: PlotState): Threshold | null => {
  const level = plot.levels.find(({ kind }) => kind === 'threshold');
  if (level === undefined || plot.kind === 'bars' || old) return null;
  const dataset = plot.lines.findIndex(({ colour }) => colour === 'now');
  if (dataset < 0) return null;
  const { wrongSide } = plot;
  return { value: level.value, wrongSide, colour: colours.bad, lineWidth: (2 * colours.rootPx) / rootPx, dataset };
};

const geometryOf = ({ chartArea, scales }: Chart<'line' | 'bar', PlotPoint[]>): PlotGeometry | null => {
  const { x, y } = scales;
  if (x === undefined || y === undefined) return null;
  const { left, right, top, bottom } = chartArea;
  return { left, right, top, bottom, fromMs: x.min, toMs: x.max, min: y.min, max: y.max };
};

/**
 * A chart on a canvas: grid, axes, lines or bars. Levels, bands and labels lie over it as HTML, placed by the geometry that `onGeometry`
 * is told after each layout. Drawing replaces data and options; nothing is animated and nothing is observed.
 */
export const createPlot = (canvas: HTMLCanvasElement, onGeometry: (geometry: PlotGeometry) => void): PlotChart => {
  let threshold: Threshold | null = null;
  let chart: Chart<'line' | 'bar', PlotPoint[]> | null = null;
  let told = '';
  const tell = (laidOut: Chart<'line' | 'bar', PlotPoint[]>) => {
    const geometry = geometryOf(laidOut);
    const next = JSON.stringify(geometry);
    if (geometry === null || next === told) return;
    told = next;
    onGeometry(geometry);
  };
  const placed = {
    id: 'placed',
    afterLayout: (laidOut: unknown) => tell(laidOut as Chart<'line' | 'bar', PlotPoint[]>),
  };
  return {
    draw(state) {
      threshold = thresholdOf(state);
      const datasets = datasetsOf(state);
      const options = optionsOf(state);
      if (chart === null) {
        const plugins = [beyondThreshold(() => threshold), placed];
        chart = new Chart(canvas, {
          type: state.plot.kind === 'bars' ? 'bar' : 'line',
          data: { datasets },
          options,
          plugins,
        });
        return;
      }
      chart.data.datasets = datasets;
      chart.options = options;
      chart.update('none');
    },
    destroy() {
      chart?.destroy();
      chart = null;
    },
  };
};
