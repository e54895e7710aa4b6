import type { BacktestAnswer } from '@tidewatch/contract/alerts';
import type { ThresholdScale } from '../draft/threshold-scale.ts';

/** Units of the drawing's own space. */
export const drawingWidth = 1_000;
export const drawingHeight = 300;

export interface DrawnTime {
  readonly from: number;
  readonly to: number;
}

/** 0 at the left edge, 1 at the right. */
export const shareOfTime = ({ from, to }: DrawnTime, at: number): number =>
  Math.min(1, Math.max(0, (at - from) / Math.max(1, to - from)));

/** 0 at the bottom, 1 at the top. */
export const shareOfValue = ({ min, max }: Pick<ThresholdScale, 'min' | 'max'>, value: number): number =>
  Math.min(1, Math.max(0, (value - min) / (max - min || 1)));

const round = (value: number) => Number(value.toFixed(1));
/** Further apart than this and the line breaks. */
const bridgedSteps = 6;

/** The values as a path; it breaks where there was no value. */
export const linePath = (
  points: BacktestAnswer['points'],
  time: DrawnTime,
  scale: Pick<ThresholdScale, 'min' | 'max'>,
): string => {
  const apart = points.length > 1 ? ((points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0)) / (points.length - 1) : 0;
  let path = '';
  let last: number | null = null;
  for (const [at, value] of points) {
    if (value === null) {
      last = null;
      continue;
    }
    const x = round(shareOfTime(time, at) * drawingWidth);
    const y = round((1 - shareOfValue(scale, value)) * drawingHeight);
    path += `${last === null || at - last > apart * bridgedSteps ? 'M' : 'L'}${x} ${y}`;
    last = at;
  }
  return path;
};

/** Values of the lines across, the bottom and the top among them. */
export const valueTicks = ({ min, max, line }: ThresholdScale): readonly number[] =>
  Array.from({ length: Math.round((max - min) / line) + 1 }, (_, index) =>
    Number((min + line * index).toPrecision(12)),
  );
