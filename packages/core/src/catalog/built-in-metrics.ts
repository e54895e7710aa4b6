import type { Metric } from '@tidewatch/contract';

const titles = {
  tidewatch_read: { en: 'Records read', id: 'Rekaman dibaca' },
  tidewatch_skipped: { en: 'Records skipped', id: 'Rekaman dilewati' },
  tidewatch_used: { en: 'Records used', id: 'Rekaman dipakai' },
  tidewatch_dead_letters: { en: 'Dead letters', id: 'Surat mati' },
  tidewatch_events: { en: 'Events emitted', id: 'Peristiwa terbit' },
  tidewatch_folded: { en: 'Events folded', id: 'Peristiwa terhitung' },
  tidewatch_unmatched: { en: 'Events that matched no metric', id: 'Peristiwa tanpa metrik' },
  tidewatch_duplicates: { en: 'Duplicates', id: 'Duplikat' },
  tidewatch_late_events: { en: 'Late events', id: 'Peristiwa terlambat' },
  tidewatch_expression_errors: { en: 'Expressions that failed', id: 'Ekspresi gagal' },
} as const;

export type BuiltInMetricName = keyof typeof titles;

/** Dimensions of every built-in metric. */
const builtInDimensions = ['topic', 'partition', 'type', 'code'] as const;

/** What Tidewatch counts about itself, by append time, as ordinary metrics: screens and rules need no second path. */
export const builtInMetrics: readonly Metric[] = Object.entries(titles).map(([metric, title]) => ({
  metric,
  title,
  description: '',
  owner: 'tidewatch',
  unit: null,
  good: null,
  target: null,
  from: [],
  where: null,
  by: builtInDimensions,
  measure: 'count',
  field: null,
  scale: 1,
  quantiles: [],
  grains: [
    { grain: '1m', ms: 60_000, keepDays: 35 },
    { grain: '1h', ms: 3_600_000, keepDays: 400 },
  ],
  groupsMax: 10_000,
  builtIn: true,
}));
