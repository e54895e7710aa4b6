const stepsMs = [
  ['1m', 60_000],
  ['5m', 300_000],
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['3h', 10_800_000],
  ['6h', 21_600_000],
] as const;
const pointsMax = 300;

/** The finest step that gives a range of this length at most 300 points: enough for every pixel that can be told apart. */
export const stepFor = (rangeMs: number): string => stepsMs.find(([, ms]) => rangeMs / ms <= pointsMax)?.[0] ?? '1d';
