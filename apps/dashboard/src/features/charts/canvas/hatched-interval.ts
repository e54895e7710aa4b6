import type { Plugin } from 'chart.js';

export interface HatchedInterval {
  readonly fromMs: number;
  readonly toMs: number;
  readonly value: number;
  readonly colour: string;
}

const apartPx = 5;

/** Draws the unfinished interval as a hatched bar: it is a part of a number, not a fall of the line. */
export const hatchedInterval = (current: () => HatchedInterval | null): Plugin<'line'> => ({
  id: 'hatchedInterval',
  afterDatasetsDraw({ ctx, chartArea, scales }) {
    const interval = current();
    const { x, y } = scales;
    if (interval === null || x === undefined || y === undefined) return;
    const left = x.getPixelForValue(interval.fromMs);
    const right = Math.min(x.getPixelForValue(interval.toMs), chartArea.right);
    const top = y.getPixelForValue(interval.value);
    const { bottom } = chartArea;
    ctx.save();
    ctx.strokeStyle = interval.colour;
    ctx.lineWidth = 1;
    ctx.strokeRect(left, top, right - left, bottom - top);
    ctx.beginPath();
    ctx.rect(left, top, right - left, bottom - top);
    ctx.clip();
    ctx.beginPath();
    for (let offset = top - (right - left); offset < bottom + (right - left); offset += apartPx) {
      ctx.moveTo(left, offset + (right - left));
      ctx.lineTo(right, offset);
    }
    ctx.stroke();
    ctx.restore();
  },
});
