import type { MetricItem, SeriesAnswer } from '@tidewatch/contract/queries';
import { emptyIsZero } from './empty-is-zero.ts';

/**
 * Total of the time that is compared with; null where it cannot be compared: the store is away, or that time begins before the metric's
 * first event (its first interval has no value), so that a part would stand against a whole.
 */
export const comparedTotal = (
  answer: SeriesAnswer | undefined,
  metric: Pick<MetricItem, 'measure' | 'formula'>,
): number | null => {
  const before = answer?.compare?.[0];
  if (answer === undefined || before === undefined || answer.history === 'unavailable') return null;
  const begins = before.points[0];
  return emptyIsZero(metric) && begins !== undefined && begins[1] === null ? null : before.total;
};
