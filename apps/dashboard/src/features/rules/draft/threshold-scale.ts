/** The numbers that a threshold can be moved over. */
export interface ThresholdScale {
  readonly min: number;
  readonly max: number;
  /** One press of an arrow key. */
  readonly step: number;
  /** Between the lines of the value axis; `min` and `max` are multiples of it. */
  readonly line: number;
}

const stepsWanted = 200;

/** 1, 2 or 5 times a power of ten, not above `size`. */
const roundStep = (size: number): number => {
  const power = 10 ** Math.floor(Math.log10(size));
  const digit = size / power;
  return Number(((digit >= 5 ? 5 : digit >= 2 ? 2 : 1) * power).toPrecision(1));
};

/** 1, 2, 2.5 or 5 times a power of ten, not below `size`: what an axis reads well. */
const lineAbove = (size: number): number => {
  const power = 10 ** Math.floor(Math.log10(size));
  const digit = [1, 2, 2.5, 5].find((candidate) => candidate * power >= size * 0.9999) ?? 10;
  return Number((digit * power).toPrecision(2));
};

const linesWanted = 4;
const exact = (value: number) => Number(value.toPrecision(12));

/** From zero up to a round number above everything that is shown. Counts move in whole numbers. */
export const thresholdScale = (values: readonly number[], isCount: boolean): ThresholdScale => {
  const highest = Math.max(0, ...values);
  const lowest = Math.min(0, ...values);
  const top = Math.max(highest, -lowest) * 1.1 || 1;
  const line = lineAbove(Math.max(top, isCount ? linesWanted : 0) / linesWanted);
  const wanted = roundStep(top / stepsWanted);
  return {
    min: exact(Math.floor(lowest / line) * line),
    max: exact(Math.max(1, Math.ceil((highest * 1.1) / line)) * line),
    step: isCount ? Math.max(1, wanted) : wanted,
    line,
  };
};

/** On the grid of the scale, inside it. */
export const snapped = (value: number, { min, max, step }: ThresholdScale): number =>
  Number(Math.min(max, Math.max(min, Math.round(value / step) * step)).toPrecision(12));
