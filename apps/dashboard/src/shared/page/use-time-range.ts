import { computed, type ComputedRef } from 'vue';
import { isRelativeTime, resolveTime } from '../time/resolve-time.ts';
import { stepFor } from '../time/step-for.ts';
import type { Page } from './page.ts';

/** The range of the address, for drawing and for asking. */
export interface TimeRange {
  /** For a query as they are: `now-3h`, `now/d`, an instant. */
  readonly from: string;
  readonly to: string;
  /** Epoch ms. Move with the clock while the range does, at most once a second. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Chosen in the address, else by the length of the range. A metric may need a coarser one: `stepAtLeast(step, metric.grain)`. */
  readonly step: string;
  /** The end is the present. */
  readonly live: boolean;
}

/** While the range grows (today so far) its step must not change under the reader: the whole day decides. */
const dayMs = 86_400_000;

export const useTimeRange = (page: Page): ComputedRef<TimeRange> =>
  computed(() => {
    const { from, to, step, tz } = page.address;
    const options = { nowMs: page.nowMs.value, zone: tz };
    const fromMs = resolveTime(from, { ...options, edge: 'start' });
    const toMs = Math.max(resolveTime(to, { ...options, edge: 'end' }), fromMs + 60_000);
    const grows = from.endsWith('/d') && to === 'now';
    const lengthMs = grows ? Math.ceil((toMs - fromMs) / dayMs) * dayMs : toMs - fromMs;
    return { from, to, fromMs, toMs, step: step ?? stepFor(lengthMs), live: to === 'now' && isRelativeTime(to) };
  });
