import type { Catalog } from '@tidewatch/contract';
import type { PrunePolicy } from '@tidewatch/core/ports/metric-store';
import type { IndexNames, IndexSpan } from './indices/index-names.ts';
import type { Server } from './server/server.ts';

const dayMs = 86_400_000;
/** For grains and events that no definition names any more: one that was switched off may come back. */
const unknownKeepDays = 400;
const unitDays: Readonly<Record<string, number>> = { s: 1 / 86_400, m: 1 / 1_440, h: 1 / 24, d: 1 };

/** Deletes indices all of whose windows are older than the longest `keep` that applies to them. Returns how many documents went. */
export async function pruneIndices(
  server: Server,
  names: IndexNames,
  { nowMs, catalog }: PrunePolicy,
): Promise<number> {
  let documents = 0;
  for (const pattern of [names.allRollups, names.allEvents]) {
    const answer = await server.ask<Record<string, unknown>>(
      { method: 'GET', path: `/${pattern}/_settings/index.uuid`, query: { allow_no_indices: true } },
      'list indices',
    );
    for (const name of Object.keys(answer)) {
      const span = names.parse(name);
      if (span === null || span.endMs > nowMs - keepDaysOf(catalog, span) * dayMs) continue;
      documents += await deleteIndex(server, name);
    }
  }
  return documents;
}

async function deleteIndex(server: Server, name: string): Promise<number> {
  const { count } = await server.ask<{ count: number }>(
    { method: 'GET', path: `/${name}/_count`, query: { ignore_unavailable: true } },
    'count documents',
  );
  await server.ask({ method: 'DELETE', path: `/${name}`, query: { ignore_unavailable: true } }, 'delete an index');
  return count;
}

function keepDaysOf(catalog: Catalog, { kind, grain }: IndexSpan): number {
  const days =
    kind === 'events'
      ? catalog.events.map(({ keep }) => Number.parseInt(keep, 10) * (unitDays[keep.at(-1)!] ?? 1))
      : catalog.metrics.flatMap(({ grains }) =>
          grains.filter((one) => one.grain === grain).map(({ keepDays }) => keepDays),
        );
  return days.length === 0 ? unknownKeepDays : Math.max(...days);
}
