/**
 * ratio: `amount` is (value − base) / base · points: difference of two shares, 0.01 is one percentage point ·
 * number: plain difference, where there is no base to divide by.
 */
export interface Change {
  readonly kind: 'ratio' | 'points' | 'number';
  readonly amount: number;
  readonly direction: 'up' | 'down' | 'same';
  /** In the direction that is not good, and more than chance would make it. */
  readonly worse: boolean;
}

export interface ChangeInput {
  readonly value: number | null;
  readonly base: number | null;
  readonly unit: string | null;
  readonly good: 'up' | 'down' | null;
  /** Both numbers count things. */
  readonly counts: boolean;
}

const worseFrom = 0.2;

/** Two counts differ by chance by about √(a + b) (both are Poisson): below twice that a change is not called worse. */
const byChance = (value: number, base: number) => Math.abs(value - base) < 2 * Math.sqrt(value + base);

/** The change from `base` to `value`, null when one of them is missing. */
export const changeOf = ({ value, base, unit, good, counts }: ChangeInput): Change | null => {
  if (value === null || base === null) return null;
  const difference = value - base;
  const direction = difference > 0 ? 'up' : difference < 0 ? 'down' : 'same';
  const bad = good !== null && direction !== 'same' && direction !== good;
  const large = base === 0 || Math.abs(difference / base) >= worseFrom;
  const worse = bad && large && !(counts && byChance(value, base));
  if (unit === 'percent') return { kind: 'points', amount: difference, direction, worse };
  if (base === 0) return { kind: 'number', amount: difference, direction, worse };
  return { kind: 'ratio', amount: difference / base, direction, worse };
};
