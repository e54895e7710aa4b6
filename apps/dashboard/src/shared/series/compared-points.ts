import type { Point, SeriesAnswer } from '@tidewatch/contract/queries';

/**
 * Points of the time that is compared with, each moved to the time of the one that it stands beside: where clocks change, no single
 * shift does that.
 */
export const comparedPoints = (answer: SeriesAnswer | undefined): readonly Point[] => {
  const [beside, before] = [answer?.series[0]?.points, answer?.compare?.[0]];
  return (before?.points ?? []).map(([at, value], index): Point => [
    beside?.[index]?.[0] ?? at + (before?.shiftMs ?? 0),
    value,
  ]);
};
