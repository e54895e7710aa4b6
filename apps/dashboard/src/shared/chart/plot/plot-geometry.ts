/** Where the plot lies in its box, in CSS pixels, and what its edges stand for. */
export interface PlotGeometry {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly min: number;
  readonly max: number;
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** Pixels from the left edge of the box, inside the plot. */
export const xOf = ({ left, right, fromMs, toMs }: PlotGeometry, epochMs: number): number =>
  left + clamp((epochMs - fromMs) / (toMs - fromMs), 0, 1) * (right - left);

/** Pixels from the top edge of the box, inside the plot. */
export const yOf = ({ top, bottom, min, max }: PlotGeometry, value: number): number =>
  bottom - clamp(max === min ? 0 : (value - min) / (max - min), 0, 1) * (bottom - top);

/** The moment at a distance from the left edge of the box; clamped to the plot. */
export const msAt = ({ left, right, fromMs, toMs }: PlotGeometry, x: number): number =>
  fromMs + clamp((x - left) / (right - left), 0, 1) * (toMs - fromMs);

export const isInside = (geometry: PlotGeometry, x: number): boolean => x >= geometry.left && x <= geometry.right;
