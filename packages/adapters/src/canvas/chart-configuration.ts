import type { ChartPicture, ChartPoint } from '@tidewatch/core/alerting/messages/message';
import { formatTime, formatValue } from '@tidewatch/core/alerting/messages/format';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import { font, look } from './look.ts';

const ticksMax = 6;
const bandPixelsMin = 4;

/** A chart in the look of the screens: the line in the accent, red beyond the threshold; last week dotted; the alert as a band. */
export function chartConfiguration(picture: ChartPicture): ChartConfiguration<'line'> {
  const { points, lastWeek, threshold } = picture;
  const first = points[0]?.[0] ?? 0;
  const last = points.at(-1)?.[0] ?? first + 1;
  return {
    type: 'line',
    data: {
      datasets: [
        {
          data: xy(points),
          borderColor: ({ chart }: { readonly chart: Chart }) => lineColour(chart, threshold),
          borderWidth: 2.5,
          borderJoinStyle: 'round',
          borderCapStyle: 'round',
          clip: 4,
        },
        { data: xy(lastWeek), borderColor: look.ghost, borderWidth: 1.5, borderDash: [2, 3] },
      ],
    },
    options: {
      responsive: false,
      animation: false,
      devicePixelRatio: 2,
      parsing: false,
      normalized: true,
      spanGaps: false,
      font: { family: font },
      elements: { point: { radius: 0 }, line: { tension: 0 } },
      layout: { padding: { top: 52, right: 70, bottom: 6, left: 8 } },
      scales: { x: timeScale(picture, first, last), y: valueScale(picture) },
    },
    plugins: [framePlugin(picture)],
  };
}

type Scales = NonNullable<NonNullable<ChartConfiguration<'line'>['options']>['scales']>;

const timeScale = ({ zone, language }: ChartPicture, first: number, last: number): NonNullable<Scales['x']> => ({
  type: 'linear',
  min: first,
  max: last,
  grid: { display: false },
  border: { color: look.gridLine },
  // Full hours, not the minute at which the chart begins.
  afterBuildTicks: (axis) => {
    axis.ticks = roundTimes(first, last);
  },
  ticks: {
    maxTicksLimit: ticksMax,
    maxRotation: 0,
    color: look.textQuiet,
    font: { family: font, size: 12 },
    callback: (value) => formatTime(Number(value), zone, language).split(' ')[2] ?? '',
  },
});

const valueScale = ({ threshold, unit, language }: ChartPicture): NonNullable<Scales['y']> => ({
  beginAtZero: true,
  ...(threshold === null ? {} : { suggestedMax: threshold.value * 1.15 }),
  grid: { color: look.gridLine, drawTicks: false },
  border: { display: false },
  ticks: {
    maxTicksLimit: 5,
    color: look.textQuiet,
    font: { family: font, size: 12 },
    padding: 6,
    callback: (value) => formatValue(Number(value), unit, language, ''),
  },
});

type Limit = ChartPicture['threshold'];

/** Red beyond the threshold, the accent elsewhere, with the change exactly on it. */
function lineColour(
  { ctx, chartArea, scales }: Chart,
  threshold: Limit,
): string | ReturnType<SKRSContext2D['createLinearGradient']> {
  const { y } = scales;
  // Asked before there is a layout too.
  if (threshold === null || y === undefined || chartArea === undefined) return look.accent;
  const { top, bottom } = chartArea;
  const at = Math.min(Math.max((y.getPixelForValue(threshold.value) - top) / (bottom - top), 0), 1);
  const [above, below] = threshold.side === 'above' ? [look.bad, look.accent] : [look.accent, look.bad];
  const gradient = ctx.createLinearGradient(0, top, 0, bottom);
  for (const [stop, colour] of [
    [0, above],
    [at, above],
    [at, below],
    [1, below],
  ] as const)
    gradient.addColorStop(stop, colour);
  return gradient;
}

const isBeyond = (value: number, threshold: Limit): boolean =>
  threshold !== null && (threshold.side === 'above' ? value > threshold.value : value < threshold.value);

const xy = (points: readonly ChartPoint[]): { x: number; y: number }[] =>
  points.map(([x, y]) => ({ x, y: y ?? Number.NaN }));

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * 60_000);
function roundTimes(first: number, last: number): { value: number }[] {
  const step = niceStep((last - first) / ticksMax);
  const begin = Math.ceil(first / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((last - begin) / step) + 1) }, (_, index) => ({
    value: begin + index * step,
  }));
}

const niceStep = (ms: number): number => steps.find((step) => step >= ms) ?? Math.ceil(ms / 86_400_000) * 86_400_000;

/** What is around the lines: paper, title, band, threshold, labels on the lines. */
function framePlugin(picture: ChartPicture): Plugin<'line'> {
  return {
    id: 'frame',
    beforeDraw({ ctx, width, height }) {
      ctx.save();
      ctx.fillStyle = look.surface;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
    beforeDatasetsDraw(chart) {
      drawBand(chart, picture);
      drawThreshold(chart, picture);
    },
    afterDatasetsDraw(chart) {
      drawTexts(chart, picture);
    },
  };
}

function drawBand({ ctx, chartArea, scales }: Chart<'line'>, { firingSince, resolvedAt }: ChartPicture): void {
  const { x } = scales;
  if (firingSince === null || x === undefined) return;
  const to = Math.min(resolvedAt === null ? chartArea.right : x.getPixelForValue(resolvedAt), chartArea.right);
  // What has just begun is seen too.
  const from = Math.max(Math.min(x.getPixelForValue(firingSince), to - bandPixelsMin), chartArea.left);
  ctx.save();
  ctx.fillStyle = look.badBackground;
  ctx.fillRect(from, chartArea.top, to - from, chartArea.bottom - chartArea.top);
  ctx.fillStyle = look.badLine;
  ctx.fillRect(from, chartArea.top, 1, chartArea.bottom - chartArea.top);
  ctx.restore();
}

function drawThreshold({ ctx, chartArea, scales }: Chart<'line'>, picture: ChartPicture): void {
  const { y } = scales;
  const { threshold } = picture;
  if (threshold === null || y === undefined) return;
  const at = y.getPixelForValue(threshold.value);
  ctx.save();
  ctx.strokeStyle = look.bad;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(chartArea.left, at);
  ctx.lineTo(chartArea.right, at);
  ctx.stroke();
  ctx.restore();
}

function drawTexts({ ctx, chartArea, scales, width }: Chart<'line'>, picture: ChartPicture): void {
  const { y } = scales;
  const { title, aside, unit, language, threshold, thresholdText, lastWeekText } = picture;
  label(ctx, { text: fitted(ctx, title, width - 24), left: 12, middle: 17, colour: look.text, weight: 620, size: 14 });
  label(ctx, { text: aside, left: 12, middle: 36, colour: look.textQuiet, weight: 420 });
  if (y === undefined) return;
  if (threshold !== null) {
    const text = `${thresholdText} ${formatValue(threshold.value, unit, language, '')}`;
    // On the side where the line is wrong, which is seldom.
    const middle = y.getPixelForValue(threshold.value) + (threshold.side === 'above' ? -9 : 9);
    label(ctx, { text, left: chartArea.left + 4, middle, colour: look.bad, weight: 520 });
  }
  const left = chartArea.right + 8;
  const end = picture.points.findLast(([, value]) => value !== null)?.[1] ?? null;
  const before = picture.lastWeek.findLast(([, value]) => value !== null)?.[1] ?? null;
  const endAt = end === null ? null : y.getPixelForValue(end);
  if (end !== null && endAt !== null) {
    const colour = isBeyond(end, threshold) ? look.bad : look.accent;
    label(ctx, { text: formatValue(end, unit, language, ''), left, middle: endAt, colour, weight: 620, size: 14 });
  }
  const beforeAt = before === null ? null : y.getPixelForValue(before);
  if (beforeAt !== null && (endAt === null || Math.abs(beforeAt - endAt) > 15))
    label(ctx, { text: lastWeekText, left, middle: beforeAt, colour: look.textQuiet, weight: 420 });
}

/** A title that is too long ends in an ellipsis. */
function fitted(ctx: SKRSContext2D, text: string, widthMax: number): string {
  ctx.save();
  ctx.font = `620 14px ${font}`;
  let shown = text;
  while (shown.length > 1 && ctx.measureText(shown).width > widthMax) shown = `${shown.slice(0, -2).trimEnd()}…`;
  ctx.restore();
  return shown;
}

interface Label {
  readonly text: string;
  readonly left: number;
  readonly middle: number;
  readonly colour: string;
  readonly weight: number;
  readonly size?: number;
}

function label(ctx: SKRSContext2D, { text, left, middle, colour, weight, size = 12 }: Label): void {
  ctx.save();
  ctx.fillStyle = colour;
  ctx.font = `${weight} ${size}px ${font}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  // Paper around the letters: a line may pass behind them.
  ctx.strokeStyle = look.surface;
  ctx.lineWidth = 4;
  ctx.lineJoin = 'round';
  ctx.strokeText(text, left, middle);
  ctx.fillText(text, left, middle);
  ctx.restore();
}
