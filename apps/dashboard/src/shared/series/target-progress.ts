import type { MetricItem } from '@tidewatch/contract/queries';

export interface TargetProgress {
  /** The target as the catalog has it, in the metric's unit. */
  readonly target: number;
  readonly perDay: boolean;
  /** value / target; null without a value. */
  readonly used: number | null;
  /** Share of the day that is over; null where the target does not grow with the day. */
  readonly due: number | null;
  readonly missed: boolean;
}

/** Before this share of the day, and within this margin, being ahead of the clock says little. */
const paceFrom = 0.25;
const paceMargin = 1.2;

/**
 * How the value of today stands to the target. A limit (`good: down`) per day is missed when it is used up, or is being used clearly
 * faster than the day passes; a goal per day is never missed before the day is over.
 */
export const targetProgress = (
  target: MetricItem['target'],
  good: MetricItem['good'],
  value: number | null,
  dayShare: number,
): TargetProgress | null => {
  const size = target?.perDay ?? target?.value;
  if (size === undefined || size <= 0) return null;
  const perDay = target?.perDay !== undefined;
  if (value === null) return { target: size, perDay, used: null, due: perDay ? dayShare : null, missed: false };
  const used = value / size;
  if (!perDay) {
    return {
      target: size,
      perDay: false,
      used,
      due: null,
      missed: good === 'down' ? used > 1 : good === 'up' && used < 1,
    };
  }
  const missed = good === 'down' && (used > 1 || (dayShare >= paceFrom && used > dayShare * paceMargin));
  return { target: size, perDay: true, used, due: dayShare, missed };
};
