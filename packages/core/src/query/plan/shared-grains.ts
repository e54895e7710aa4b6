import type { Metric } from '@tidewatch/contract/catalog/catalog';
import type { ReadableGrain } from './cover-range.ts';

const dayMs = 86_400_000;

/** The grains that every metric folds, finest first, each as far back as all of them keep it. */
export function sharedGrains(metrics: readonly Pick<Metric, 'grains'>[], now: number): readonly ReadableGrain[] {
  const [first, ...others] = metrics;
  if (first === undefined) return [];
  return first.grains.flatMap(({ grain, ms, keepDays }) => {
    const kept = others.map((metric) => metric.grains.find((candidate) => candidate.ms === ms)?.keepDays);
    if (kept.includes(undefined)) return [];
    const days = Math.min(keepDays, ...kept.filter((candidate) => candidate !== undefined));
    return [{ grain, ms, reach: Math.floor((now - days * dayMs) / ms) * ms }];
  });
}
