import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartConfiguration,
  type ChartDataset,
} from 'chart.js';
import type { ChartColours } from './chart-colours.ts';
import type { ChartLine, ChartModel } from '../chart-model.ts';
import { hatchedInterval, type HatchedInterval } from './hatched-interval.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler, Tooltip);

/** One state of a chart, ready to draw: all words and formats are decided. */
export interface LineChartState {
  readonly model: ChartModel;
  readonly colours: ChartColours;
  readonly old: boolean;
  readonly ticks: readonly number[];
  readonly target: number | null;
  /** Distance of the lines of the value axis; undefined leaves it to the chart. */
  readonly axisStep: number | undefined;
  readonly wholeNumbers: boolean;
  readonly time: (epochMs: number) => string;
  /** Short, for the axis. */
  readonly axisValue: (value: number) => string;
  readonly value: (value: number) => string;
  readonly lineName: (line: ChartLine) => string;
  readonly lastWeekName: string;
}

export interface LineChart {
  draw(state: LineChartState): void;
  destroy(): void;
}

type LineDataset = ChartDataset<'line', { x: number; y: number }[]>;

const axisWidthPx = 44;
const font = (size: number) => ({ family: '"Inter Variable", system-ui, sans-serif', size });

/** Gaps up to three intervals are bridged, so that single points of a rare quantile are seen; longer ones stay open. */
const bridgedIntervals = 3;

const shared = (stepMs: number): Partial<LineDataset> => ({
  pointRadius: 0,
  pointHitRadius: 0,
  tension: 0,
  spanGaps: stepMs * bridgedIntervals,
  normalized: true,
});

const datasetsOf = ({ model, colours, old, lineName, lastWeekName, target }: LineChartState): LineDataset[] => {
  const now = model.lines.map((line, index): LineDataset => {
    const highest = index === model.lines.length - 1;
    const colour = old ? colours.old : highest ? colours.line : colours.second;
    const data = line.points as { x: number; y: number }[];
    const fill = highest && model.lines.length === 1 && !old;
    return {
      ...shared(model.stepMs),
      label: lineName(line),
      data,
      borderColor: colour,
      borderWidth: 1.75,
      fill: fill ? 'origin' : false,
      backgroundColor: `${colour}12`,
    };
  });
  const before = model.lines.slice(-1).map((line): LineDataset => {
    const data = line.lastWeek as { x: number; y: number }[];
    return {
      ...shared(model.stepMs),
      label: lastWeekName,
      data,
      borderColor: colours.ghost,
      borderWidth: 1.25,
      borderDash: [1.5, 3],
    };
  });
  if (target === null) return [...now.reverse(), ...before];
  const level = [model.fromMs, model.toMs].map((x) => ({ x, y: target }));
  const line: LineDataset = {
    data: level,
    borderColor: colours.target,
    borderWidth: 1,
    borderDash: [6, 4],
    pointRadius: 0,
    pointHitRadius: 0,
  };
  return [...now.reverse(), ...before, line];
};

const optionsOf = (state: LineChartState): ChartConfiguration<'line'>['options'] => {
  const { model, colours, ticks, time, axisValue, value, wholeNumbers, axisStep } = state;
  const steps = {
    ...(wholeNumbers ? { precision: 0 } : {}),
    ...(axisStep === undefined ? {} : { stepSize: axisStep }),
  };
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false, axis: 'x' },
    layout: { padding: { top: 6, right: 2 } },
    scales: {
      x: {
        type: 'linear',
        min: model.fromMs,
        max: model.toMs,
        grid: { display: false },
        border: { color: colours.grid },
        ticks: {
          color: colours.axis,
          font: font(11),
          maxRotation: 0,
          autoSkip: false,
          callback: (at) => time(Number(at)),
        },
        afterBuildTicks: (axis) => (axis.ticks = ticks.map((at) => ({ value: at }))),
      },
      y: {
        beginAtZero: true,
        suggestedMax: wholeNumbers ? 4 : 0,
        grid: { color: colours.grid, tickLength: 0 },
        border: { display: false },
        ticks: {
          color: colours.axis,
          font: font(11),
          maxTicksLimit: 5,
          padding: 8,
          callback: (at) => axisValue(Number(at)),
          ...steps,
        },
        // One width for all charts: their plots stand in line, and nothing moves when a number grows a digit.
        afterFit: (axis) => (axis.width = axisWidthPx),
      },
    },
    plugins: {
      tooltip: {
        backgroundColor: colours.raised,
        borderColor: colours.border,
        borderWidth: 1,
        titleColor: colours.text,
        bodyColor: colours.text,
        titleFont: { ...font(12), weight: 600 },
        bodyFont: font(12),
        padding: 8,
        boxWidth: 10,
        boxHeight: 2,
        filter: ({ dataset }) => dataset.label !== undefined,
        callbacks: {
          title: (items) =>
            items.slice(0, 1).map(({ parsed }) => `${time(parsed.x ?? 0)} – ${time((parsed.x ?? 0) + model.stepMs)}`),
          label: ({ dataset, parsed }) => ` ${dataset.label ?? ''}  ${value(parsed.y ?? 0)}`,
        },
      },
    },
  };
};

/** A line chart on a canvas. Drawing replaces data and options; nothing is animated and nothing is observed. */
export const createLineChart = (canvas: HTMLCanvasElement): LineChart => {
  let hatched: HatchedInterval | null = null;
  let chart: Chart<'line', { x: number; y: number }[]> | null = null;
  return {
    draw(state) {
      const { model, colours, old } = state;
      hatched =
        model.unfinished === null
          ? null
          : {
              fromMs: model.unfinished.x,
              toMs: model.unfinished.x + model.stepMs,
              value: model.unfinished.y,
              colour: old ? colours.old : colours.line,
            };
      const datasets = datasetsOf(state);
      const options = optionsOf(state) ?? {};
      if (chart === null) {
        chart = new Chart(canvas, {
          type: 'line',
          data: { datasets },
          options,
          plugins: [hatchedInterval(() => hatched)],
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
