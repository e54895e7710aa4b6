import { stepAtLeast, stepMs } from '../../../shared/series/step.ts';

const steps = ['1m', '5m', '15m', '1h', '6h', '1d'];
/** A tile is two hundred pixels wide. */
const pointsMax = 100;

/** Length of the intervals of a small line. */
export const sparkStep = (rangeMs: number, grain: string): string =>
  stepAtLeast(steps.find((step) => rangeMs / stepMs(step) <= pointsMax) ?? '1d', grain);
