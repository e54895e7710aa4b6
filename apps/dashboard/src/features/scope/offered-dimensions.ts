import type { MetricItem } from '@tidewatch/contract/queries';
import { filtersOf } from '../../shared/address/scope-of.ts';

export interface OfferedDimensions {
  /** Each has its own pick in the bar: the first of the page, and those that are in use. */
  readonly picks: readonly string[];
  /** The others, behind "+". */
  readonly more: readonly string[];
}

export interface OfferInput {
  readonly metrics: readonly MetricItem[];
  /** The page's dimensions; null: those that most metrics have. None: the page cannot be narrowed. */
  readonly wanted: readonly string[] | null;
  readonly where: readonly string[];
  /** Picks that the bar has room for. */
  readonly picksMax: number;
}

/** Which filters the bar offers. */
export const offeredDimensions = ({ metrics, wanted, where, picksMax }: OfferInput): OfferedDimensions => {
  const uses = new Map<string, number>();
  for (const metric of metrics) {
    if (metric.builtIn) continue;
    for (const dimension of metric.by) uses.set(dimension, (uses.get(dimension) ?? 0) + 1);
  }
  const all = [...uses.keys()].sort(
    (one, other) => (uses.get(other) ?? 0) - (uses.get(one) ?? 0) || one.localeCompare(other),
  );
  const used = filtersOf(where).map(({ dimension }) => dimension);
  const own = wanted ?? all;
  const picks = [...new Set([...own.slice(0, picksMax), ...used])];
  if (own.length === 0) return { picks, more: [] };
  return { picks, more: [...new Set([...own, ...all])].filter((dimension) => !picks.includes(dimension)) };
};
