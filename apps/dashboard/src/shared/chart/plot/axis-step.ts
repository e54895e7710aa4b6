import { secondsPerUnit } from '../../format/format-value.ts';

/** Steps that a clock reads well, in seconds. */
const secondSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];
const linesMax = 5;

/** Distance of the lines of a value axis in the metric's unit, for units of time; undefined: the decimal steps of the chart are fine. */
export const axisStep = (highest: number, unit: string | null): number | undefined => {
  const seconds = secondsPerUnit[unit ?? ''];
  if (seconds === undefined || unit === 'ms' || highest <= 0) return undefined;
  const step = secondSteps.find((candidate) => (highest * seconds) / candidate <= linesMax - 1);
  return step === undefined ? undefined : step / seconds;
};
