import { snapped, type ThresholdScale } from '../draft/threshold-scale.ts';

export interface QuietestInput {
  readonly scale: ThresholdScale;
  readonly side: 'above' | 'below';
  /** Furthest value of each marked episode: no threshold beyond the mildest of them can catch all. */
  readonly peaks: readonly number[];
  /** Whether a rule with this threshold fires in every marked time. */
  readonly catchesAll: (threshold: number) => Promise<boolean>;
}

/** Asks more than this say no more than the eye can see. */
const asksMax = 12;

/**
 * The threshold furthest from normal with which every marked episode still fires: bisection on the grid of the scale, between the end
 * where everything fires and the mildest peak. A rule that waits (`for`) may need more room than its peaks say; that is why the engine is
 * asked. Null where no threshold of the scale catches all.
 */
export const quietestThreshold = async (input: QuietestInput): Promise<number | null> => {
  const { scale, side, peaks, catchesAll } = input;
  if (peaks.length === 0) return null;
  const above = side === 'above';
  const mildest = above ? Math.min(...peaks) : Math.max(...peaks);
  const stepsOf = (value: number) => Math.round(value / scale.step);
  const valueOf = (steps: number) => snapped(steps * scale.step, scale);
  // A comparison without "or equal" needs a threshold on this side of the peak.
  let quiet = above ? Math.ceil(mildest / scale.step - 1e-9) - 1 : Math.floor(mildest / scale.step + 1e-9) + 1;
  let loud = stepsOf(above ? scale.min : scale.max);
  if (above ? quiet < loud : quiet > loud) return null;
  if (await catchesAll(valueOf(quiet))) return valueOf(quiet);
  if (quiet === loud || !(await catchesAll(valueOf(loud)))) return null;
  for (let asks = 2; Math.abs(quiet - loud) > 1 && asks < asksMax; asks += 1) {
    const middle = Math.round((quiet + loud) / 2);
    // eslint-disable-next-line no-await-in-loop -- each answer decides what is asked next
    if (await catchesAll(valueOf(middle))) loud = middle;
    else quiet = middle;
  }
  return valueOf(loud);
};
