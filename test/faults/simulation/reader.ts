import type { DefinitionsRecord, Frame } from '@tidewatch/contract';
import type { MemoryCluster } from '@tidewatch/adapters/memory';
import { addTo, cellKey, generationOfSlice, type Cells, type KnownGeneration } from './oracle.ts';

export function definitionsIn(cluster: MemoryCluster): readonly DefinitionsRecord[] {
  return cluster
    .records('definitions', 0)
    .map((record) => JSON.parse(String(Buffer.from(record.value!))) as DefinitionsRecord);
}

/** All frames, in the order of each partition of `rollups`. */
export function framesIn(cluster: MemoryCluster): readonly Frame[] {
  return [0, 1, 2, 3].flatMap((partition) =>
    cluster.records('rollups', partition).map((record) => JSON.parse(Buffer.from(record.value!).toString()) as Frame),
  );
}

/** What any reader must see: per identity the highest version, of the generation that counts for the slice, merged by cell. */
export function readCells(
  frames: readonly Frame[],
  generations: readonly KnownGeneration[],
  options: { readonly keepHighest?: boolean; readonly obeyGenerations?: boolean } = {},
): Cells {
  const { keepHighest = true, obeyGenerations = true } = options;
  const newest = new Map<string, { through: number; key: string; state: number }>();
  for (const [place, frame] of frames.entries()) {
    if (obeyGenerations && generationOfSlice(generations, frame.partition, frame.slice) !== frame.generation) continue;
    for (const { metric, grain, window, entries } of frame.cells) {
      if (metric.startsWith('tidewatch_')) continue;
      for (const [group, through, state] of entries) {
        const key = cellKey(metric, grain, window, group);
        const identity = JSON.stringify([frame.generation, frame.partition, frame.slice, key, keepHighest ? 0 : place]);
        const known = newest.get(identity);
        if (known !== undefined && known.through >= through) continue;
        newest.set(identity, { through, key, state: state as number });
      }
    }
  }
  const cells: Cells = new Map();
  for (const { key, state } of newest.values()) addTo(cells, key, state);
  return cells;
}
