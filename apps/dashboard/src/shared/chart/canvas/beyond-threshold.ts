import type { Plugin } from 'chart.js';

export interface Threshold {
  readonly value: number;
  readonly wrongSide: 'above' | 'below';
  readonly colour: string;
  readonly lineWidth: number;
  /** Index of the data set that is watched. */
  readonly dataset: number;
}

const tint = 0.16;

/** Draws the part of the line that is beyond the threshold once more, in red: only what is wrong is red. */
export const beyondThreshold = (current: () => Threshold | null): Plugin<'line' | 'bar'> => ({
  id: 'beyondThreshold',
  afterDatasetsDraw(chart) {
    const threshold = current();
    const y = chart.scales['y'];
    if (threshold === null || y === undefined) return;
    const { ctx, chartArea } = chart;
    const { left, top, width, bottom } = chartArea;
    const border = y.getPixelForValue(threshold.value);
    const above = threshold.wrongSide === 'above';
    const points = chart.getDatasetMeta(threshold.dataset).data.filter(({ x, y: at }) => !Number.isNaN(x + at));
    const first = points[0];
    const last = points.at(-1);
    if (first === undefined || last === undefined) return;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, above ? top : border, width, above ? border - top : bottom - border);
    ctx.clip();
    ctx.beginPath();
    for (const point of points) ctx.lineTo(point.x, point.y);
    ctx.lineWidth = threshold.lineWidth;
    ctx.lineJoin = 'round';
    ctx.strokeStyle = threshold.colour;
    ctx.stroke();
    const floor = above ? bottom : border;
    ctx.lineTo(last.x, floor);
    ctx.lineTo(first.x, floor);
    ctx.closePath();
    ctx.globalAlpha = tint;
    ctx.fillStyle = threshold.colour;
    ctx.fill();
    ctx.restore();
  },
});
