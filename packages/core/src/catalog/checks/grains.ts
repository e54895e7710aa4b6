const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a grain such as 1m, 1h, 1d. */
export const grainMs = (grain: string): number => Number.parseInt(grain, 10) * (unitMs[grain.at(-1) ?? ''] ?? 0);

/** Days of a `keep` such as 35d. */
export const keepDays = (keep: string): number => Number.parseInt(keep, 10);
