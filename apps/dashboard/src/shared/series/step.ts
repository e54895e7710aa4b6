const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Length of `1m`, `5m`, `1h`, `1d` in ms. */
export const stepMs = (step: string): number => Number.parseInt(step, 10) * (unitMs[step.slice(-1)] ?? 60_000);

/** The step wanted, or the metric's grain where that is coarser. */
export const stepAtLeast = (wanted: string, grain: string): string => (stepMs(grain) > stepMs(wanted) ? grain : wanted);
