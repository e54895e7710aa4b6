import type { MetricItem } from '@tidewatch/contract/queries';

export interface GoalInput {
  readonly good: MetricItem['good'];
  readonly target: number;
  readonly value: number | null;
  /** The compared day: to the same minute, and whole. Null where it is not known. */
  readonly before: { readonly soFar: number | null; readonly whole: number | null };
  /** Share of the day that is over, 0 to 1. */
  readonly dayShare: number;
}

export interface GoalModel {
  readonly target: number;
  readonly value: number | null;
  /** value / target. */
  readonly used: number | null;
  readonly due: number;
  /** What is due by now, in the metric's unit. */
  readonly dueValue: number;
  /** The day's end at this pace; null where nothing can be said. */
  readonly projected: number | null;
  readonly state: 'ahead' | 'behind' | 'reached' | 'within' | 'over' | 'unknown';
}

/** Earlier in the day a projection swings wildly. */
const projectFrom = 0.08;

/**
 * Pace against a target per day. The end of the day is projected by the shape of the compared day (what was there at this minute, and at its
 * end); without one by the share of the day that is over. A limit (`good: down`) is within or over, a goal is ahead or behind.
 */
export const goalModel = ({ good, target, value, before, dayShare }: GoalInput): GoalModel => {
  const { soFar, whole } = before;
  const shaped = soFar !== null && whole !== null && soFar > 0 ? soFar / whole : null;
  const due = shaped ?? dayShare;
  const projected = value === null || due < projectFrom ? null : value / due;
  return {
    target,
    value,
    used: value === null ? null : value / target,
    due,
    dueValue: target * due,
    projected,
    state: stateOf(good, target, value, projected),
  };
};

const stateOf = (
  good: MetricItem['good'],
  target: number,
  value: number | null,
  projected: number | null,
): GoalModel['state'] => {
  if (value === null || good === null) return 'unknown';
  if (good === 'up' && value >= target) return 'reached';
  if (good === 'down' && value > target) return 'over';
  if (projected === null) return 'unknown';
  if (good === 'down') return projected > target ? 'over' : 'within';
  return projected >= target ? 'ahead' : 'behind';
};
