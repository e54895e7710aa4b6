/** A bucket width: minutes within a civil day, or whole civil days. */
export interface Step {
  readonly text: string;
  readonly unit: 'minute' | 'day';
  readonly count: number;
  /** Nominal length; a civil day may be an hour longer or shorter. */
  readonly ms: number;
}

const minuteMs = 60_000;
const minutesPer = { m: 1, h: 60, d: 1440 } as const;

/**
 * Reads `5m`, `1h`, `7d`. Null where the text is no step: steps of more than a day are whole days, because anything else has no
 * borders that a calendar knows.
 */
export function parseStep(text: string): Step | null {
  const match = /^([1-9]\d{0,4})([mhd])$/.exec(text);
  if (match === null) return null;
  const minutes = Number(match[1]) * minutesPer[match[2] as 'm' | 'h' | 'd'];
  if (minutes % 1440 === 0) return { text, unit: 'day', count: minutes / 1440, ms: minutes * minuteMs };
  return minutes < 1440 ? { text, unit: 'minute', count: minutes, ms: minutes * minuteMs } : null;
}

const defaults: readonly (readonly [rangeMinutesMax: number, step: string])[] = [
  [6 * 60, '1m'],
  [24 * 60, '5m'],
  [3 * 1440, '15m'],
  [15 * 1440, '1h'],
];

/** The step for a range when the caller names none: at most about 360 points, never finer than the metric's finest grain. */
export function defaultStep(rangeMs: number, finestGrain: string): Step {
  const wanted = defaults.find(([minutes]) => rangeMs <= minutes * minuteMs)?.[1] ?? '1d';
  const [step, finest] = [parseStep(wanted), parseStep(finestGrain)];
  if (step === null || finest === null) throw new RangeError(`grain ${finestGrain} is no step`);
  return finest.ms > step.ms ? finest : step;
}
