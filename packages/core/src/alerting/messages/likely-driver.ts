import type { AlertDriver } from '@tidewatch/contract/alerts';

/** Totals of one dimension's values, now and at the base. */
export interface DimensionTotals {
  readonly dimension: string;
  readonly now: ReadonlyMap<string, number>;
  readonly before: ReadonlyMap<string, number>;
}

/** Below this share of the change nothing stands out. */
const shareMin = 0.3;
const unnamed = new Set(['(none)', '(other)']);

/**
 * The one value of one dimension that contributes most of a change of an additive metric: its own change over the whole change. Dimensions
 * with a single value say nothing. Null where nothing contributes at least 30 %.
 */
export function likelyDriver(dimensions: readonly DimensionTotals[]): AlertDriver | null {
  let best: AlertDriver | null = null;
  for (const { dimension, now, before } of dimensions) {
    const values = new Set([...now.keys(), ...before.keys()]);
    if (values.size < 2) continue;
    const changes = [...values].map((value) => ({ value, change: (now.get(value) ?? 0) - (before.get(value) ?? 0) }));
    const whole = changes.reduce((sum, { change }) => sum + change, 0);
    if (whole === 0) continue;
    for (const { value, change } of changes) {
      // What goes against the others can be more than the whole.
      const share = Math.min(change / whole, 1);
      if (share < shareMin || share <= (best?.share ?? 0) || unnamed.has(value)) continue;
      best = { dimension, value, now: now.get(value) ?? 0, before: before.get(value) ?? 0, share };
    }
  }
  return best;
}
