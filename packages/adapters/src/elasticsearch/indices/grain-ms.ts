const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a grain such as 1m, 1h, 1d. */
export function grainMs(grain: string): number {
  return Number.parseInt(grain, 10) * unitMs[grain.at(-1) as keyof typeof unitMs];
}
