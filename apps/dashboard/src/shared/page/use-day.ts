import { computed, type ComputedRef } from 'vue';
import { startOfDay } from '../time/zones.ts';
import type { Page } from './page.ts';

/** Borders of today and of the same weekday last week in the chosen zone, epoch ms. */
export interface Day {
  readonly fromMs: number;
  readonly toMs: number;
  readonly lastWeekFromMs: number;
  readonly lastWeekToMs: number;
}

/** Changes at midnight and with the zone, not with each second. */
export const useDay = (page: Page): ComputedRef<Day> => {
  const fromMs = computed(() => startOfDay(page.nowMs.value, page.preferences.value.zone));
  return computed(() => {
    const { zone } = page.preferences.value;
    return {
      fromMs: fromMs.value,
      toMs: startOfDay(fromMs.value, zone, 1),
      lastWeekFromMs: startOfDay(fromMs.value, zone, -7),
      lastWeekToMs: startOfDay(fromMs.value, zone, -6),
    };
  });
};
