const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration of the catalog, as in `15m`. */
export const durationMs = (text: string): number => Number.parseInt(text, 10) * (unitMs[text.at(-1) ?? ''] ?? 0);

export type Urgency = 'calm' | 'soon' | 'over';

/** From two thirds of the time allowed on it is soon, after it over. */
export const urgencyOf = (ageMs: number, withinMs: number | null): Urgency => {
  if (withinMs === null) return 'calm';
  if (ageMs > withinMs) return 'over';
  return ageMs >= (withinMs * 2) / 3 ? 'soon' : 'calm';
};

const two = (value: number) => String(value).padStart(2, '0');

/** `08:33`, from an hour on `2:08:33`; from a day on the day's words belong instead. Never negative. */
export const clockText = (ageMs: number): string => {
  const seconds = Math.max(0, Math.floor(ageMs / 1_000));
  const minutes = Math.floor(seconds / 60);
  const rest = `${two(minutes % 60)}:${two(seconds % 60)}`;
  return minutes < 60 ? rest : `${Math.floor(minutes / 60)}:${rest}`;
};

/** For the ear and for `datetime`: ISO 8601. */
export const isoDuration = (ageMs: number): string => `PT${Math.max(0, Math.floor(ageMs / 1_000))}S`;
