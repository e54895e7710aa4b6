import type { ChartPicture, ChartPoint } from '@tidewatch/core/alerting/messages/message';
import { formatTime, formatValue } from '@tidewatch/core/alerting/messages/format';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import { font, look } from './look.ts';

const ticksMax = 6;

/** The two ends of a piece of a line. */
interface Segment {
  readonly p0: { readonly parsed: { readonly y: number | null } };
  readonly p1: { readonly parsed: { readonly y: number | null } };
}

/** A chart in the look of the screens: the line in the accent, red above the threshold; last week dotted; the alert as a band. */
export function chartConfiguration(picture: ChartPicture): ChartConfiguration<'line'> {
  const { points, lastWeek, threshold, unit, language, zone } = picture;
  const first = points[0]?.[0] ?? 0;
  const last = points.at(-1)?.[0] ?? first + 1;
  const isBad = (value: number | null): boolean => threshold !== null && value !== null && value > threshold;
  return {
    type: 'line',
    data: {
      datasets: [
        {
          data: xy(points),
          borderColor: look.accent,
          borderWidth: 2,
          borderJoinStyle: 'round',
          segment: {
            borderColor: ({ p0, p1 }: Segment) => (isBad(p0.parsed.y) && isBad(p1.parsed.y) ? look.bad : look.accent),
          },
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
      layout: { padding: { top: 34, right: 76, bottom: 4, left: 8 } },
      scales: {
        x: {
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
            font: { family: font, size: 11 },
            callback: (value) => formatTime(Number(value), zone, language).split(' ')[2] ?? '',
          },
        },
        y: {
          beginAtZero: true,
          ...(threshold === null ? {} : { suggestedMax: threshold * 1.15 }),
          grid: { color: look.gridLine, drawTicks: false },
          border: { display: false },
          ticks: {
            maxTicksLimit: 5,
            color: look.textQuiet,
            font: { family: font, size: 11 },
            padding: 6,
            callback: (value) => formatValue(Number(value), unit, language, ''),
          },
        },
      },
    },
    plugins: [framePlugin(picture)],
  };
}

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
  const from = Math.max(x.getPixelForValue(firingSince), chartArea.left);
  const to = Math.min(resolvedAt === null ? chartArea.right : x.getPixelForValue(resolvedAt), chartArea.right);
  if (to <= from) return;
  ctx.save();
  ctx.fillStyle = look.badBackground;
  ctx.fillRect(from, chartArea.top, to - from, chartArea.bottom - chartArea.top);
  ctx.fillStyle = look.badLine;
  ctx.fillRect(from, chartArea.top, 1, chartArea.bottom - chartArea.top);
  ctx.restore();
}

function drawThreshold({ ctx, chartArea, scales }: Chart<'line'>, picture: ChartPicture): void {
  const { y } = scales;
  if (picture.threshold === null || y === undefined) return;
  const at = y.getPixelForValue(picture.threshold);
  ctx.save();
  ctx.strokeStyle = look.bad;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(chartArea.left, at);
  ctx.lineTo(chartArea.right, at);
  ctx.stroke();
  ctx.restore();
  label(
    ctx,
    formatValue(picture.threshold, picture.unit, picture.language, ''),
    chartArea.right + 6,
    at,
    look.bad,
    620,
  );
}

function drawTexts({ ctx, chartArea, scales }: Chart<'line'>, picture: ChartPicture): void {
  const { y } = scales;
  label(ctx, picture.title, 12, 17, look.text, 620, 13);
  if (y === undefined) return;
  const end = picture.points.findLast(([, value]) => value !== null)?.[1] ?? null;
  const before = picture.lastWeek.findLast(([, value]) => value !== null)?.[1] ?? null;
  const endAt = end === null ? null : y.getPixelForValue(end);
  const thresholdAt = picture.threshold === null ? null : y.getPixelForValue(picture.threshold);
  const isFree = (at: number, ...others: (number | null)[]): boolean =>
    others.every((other) => other === null || Math.abs(other - at) > 13);
  if (end !== null && endAt !== null && isFree(endAt, thresholdAt))
    label(
      ctx,
      formatValue(end, picture.unit, picture.language, ''),
      chartArea.right + 6,
      endAt,
      picture.threshold !== null && end > picture.threshold ? look.bad : look.accent,
      620,
    );
  if (before === null) return;
  const beforeAt = y.getPixelForValue(before);
  if (isFree(beforeAt, endAt, thresholdAt))
    label(ctx, picture.lastWeekText, chartArea.right + 6, beforeAt, look.textQuiet, 420);
}

function label(
  ctx: SKRSContext2D,
  text: string,
  left: number,
  middle: number,
  colour: string,
  weight: number,
  size = 11,
): void {
  ctx.save();
  ctx.fillStyle = colour;
  ctx.font = `${weight} ${size}px ${font}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillText(text, left, middle);
  ctx.restore();
}
