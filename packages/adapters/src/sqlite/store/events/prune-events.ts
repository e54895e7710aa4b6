import type { PrunePolicy } from '@tidewatch/core/ports/metric-store';
import { Turns } from '../turns.ts';
import type { EventDatabase } from './event-database.ts';
import { hourMs } from './index-events.ts';

const daysKeptByDefault = 30;
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: hourMs, d: 24 * hourMs };

const durationMs = (text: string): number => Number.parseInt(text, 10) * unitMs[text.at(-1)!]!;

/** Deletes blocks of whose hour nothing is kept any more; a type that is no longer in the catalog is kept 30 days. Returns how many events went. */
export async function pruneEvents(database: EventDatabase, { nowMs, catalog }: PrunePolicy): Promise<number> {
  const kept = new Map(catalog.events.map(({ event, keep }) => [event, durationMs(keep)]));
  const oldest = database.database.prepare(
    'SELECT hour, sum(count) AS events FROM event_blocks WHERE type = ? AND hour < ? GROUP BY hour ORDER BY hour LIMIT 1',
  );
  const remove = database.database.prepare('DELETE FROM event_blocks WHERE type = ? AND hour = ?');
  const turns = new Turns();
  let deleted = 0;
  for (const [type, id] of database.types()) {
    const cutoff = Math.floor((nowMs - (kept.get(type) ?? daysKeptByDefault * 24 * hourMs)) / hourMs);
    for (;;) {
      const found = oldest.get(id, cutoff) as { hour: number; events: number } | undefined;
      if (found === undefined) break;
      remove.run(id, found.hour);
      deleted += found.events;
      await turns.giveWay();
    }
  }
  return deleted;
}
