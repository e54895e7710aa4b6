const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration such as 12h or 30d. */
export function keepMs(duration: string): number {
  return Number.parseInt(duration, 10) * (unitMs[duration.at(-1) ?? ''] ?? 0);
}
