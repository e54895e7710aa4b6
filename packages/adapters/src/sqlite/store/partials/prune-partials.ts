import type { PrunePolicy } from '@tidewatch/core/ports/metric-store';
import type { DatabaseSync } from 'node:sqlite';
import { Turns } from '../turns.ts';
import type { Definitions, SeriesKey } from '../names/definitions.ts';
import { windowMs } from './upsert-partials.ts';

const rowsPerTransaction = 500;
const millisecondsPerDay = 86_400_000;

/**
 * Deletes the rows whose window has ended longer ago than its grain is kept. A metric that is no longer in the catalog keeps what its
 * last definition said. Returns how many rows went.
 */
export async function prunePartials(
  database: DatabaseSync,
  definitions: Definitions,
  { nowMs, catalog }: PrunePolicy,
): Promise<number> {
  const kept = new Map(
    catalog.metrics.flatMap(({ metric, grains }) =>
      grains.map((grain) => [`${metric} ${grain.grain}`, grain] as const),
    ),
  );
  const oldest = database.prepare(
    'SELECT window FROM partials WHERE series = ? AND window < ? ORDER BY window LIMIT 1 OFFSET ?',
  );
  const remove = database.prepare('DELETE FROM partials WHERE series = ? AND window < ?');
  const turns = new Turns();
  let deleted = 0;
  for (const series of definitions.series()) {
    const grain = kept.get(`${series.definition.metric.metric} ${series.grain}`) ?? ownGrain(series);
    const cutoff = (nowMs - grain.keepDays * millisecondsPerDay - grain.ms) / windowMs;
    for (;;) {
      const border = oldest.get(series.id, cutoff, rowsPerTransaction) as { window: number } | undefined;
      // A window is deleted whole, so that the border always moves.
      deleted += Number(remove.run(series.id, border === undefined ? cutoff : border.window + 1).changes);
      if (border === undefined) break;
      await turns.giveWay();
    }
  }
  return deleted;
}

/** What the metric's last definition said; a grain that it no longer folds is kept as long as its longest. */
function ownGrain({ definition, grain }: SeriesKey): { readonly keepDays: number; readonly ms: number } {
  const { grains } = definition.metric;
  return (
    grains.find((one) => one.grain === grain) ?? {
      keepDays: Math.max(...grains.map(({ keepDays }) => keepDays)),
      ms: 0,
    }
  );
}
