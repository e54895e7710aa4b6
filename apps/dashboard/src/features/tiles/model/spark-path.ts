import type { Point } from '@tidewatch/contract/queries';

/** Size of the drawing, which the screen stretches. */
export const sparkWidth = 200;
export const sparkHeight = 100;

/** Room above the highest point, so that its line is not cut. */
const headroom = 0.06;

const rounded = (value: number) => Math.round(value * 10) / 10;

/** Highest value of all lines, at least 1 so that a flat zero stays on the floor. */
export const sparkTop = (...lines: readonly (readonly Point[])[]): number => {
  const highest = lines.flat().reduce((top, [, value]) => Math.max(top, value ?? 0), 0);
  return highest > 0 ? highest : 1;
};

/** SVG path data of points in a window of time; a null breaks the line, a point between two nulls is a short dash. */
export const sparkPath = (points: readonly Point[], fromMs: number, toMs: number, top: number): string => {
  let path = '';
  let drawing = false;
  points.forEach(([at, value], index) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const x = rounded(((at - fromMs) / (toMs - fromMs)) * sparkWidth);
    const y = rounded(sparkHeight - (value / top) * sparkHeight * (1 - headroom));
    path += `${drawing ? 'L' : 'M'}${x} ${y}`;
    if (!drawing && (points[index + 1]?.[1] ?? null) === null) path += 'h1';
    drawing = true;
  });
  return path;
};
