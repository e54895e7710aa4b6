import type { SliceProgress } from '../../ports/metric-store.ts';
import type { LiveCells } from '../memory/live-cells.ts';
import { earliest, isBefore, partitionKey, type SlicePoint } from '../memory/slice-point.ts';
import type { PipelineProgress } from '../progress/pipeline-progress.ts';
import type { Generations } from './generations.ts';
import type { StoreReads } from './store-watch.ts';

/**
 * Decides for each partition where memory begins, and reads the slices from there on out of the store. Memory begins at the newest
 * slice that the store knows, or at the first that the tail told of, whichever is earlier: everything before is whole in the store,
 * because the tail began where the indexer had committed. Rejects with `store_unavailable`.
 */
export async function readStoredSlices(
  store: StoreReads,
  generations: Generations,
  cells: LiveCells,
  progress: PipelineProgress,
): Promise<void> {
  await store.refresh();
  const stored = await store.progress();
  const newest = newestPoints(stored, generations);
  const told = [...cells.partitions].map(({ topic, partition, slices: [first] }) => ({
    topic,
    partition,
    point: first?.identity ?? null,
  }));
  for (const { topic, partition, point } of told) {
    const key = partitionKey(topic, partition);
    const known = newest.get(key);
    const begins = known === undefined ? point : point === null ? known.point : earliest(known.point, point);
    if (begins !== null) newest.set(key, { topic, partition, point: { epoch: begins.epoch, slice: begins.slice } });
  }
  const ranges = [...newest.values()].flatMap(({ topic, partition, point }) => {
    cells.setHorizon(topic, partition, point);
    return generations.rangesFrom(topic, partition, point);
  });
  for (const entry of stored) if (generations.ownerOf(entry) === entry.generation) progress.take(entry, null);
  if (ranges.length === 0) return;
  for await (const write of store.partials(ranges, 'finest')) cells.takePartials(write);
}

interface PartitionPoint {
  readonly topic: string;
  readonly partition: number;
  readonly point: SlicePoint;
}

/** The newest slice of each partition in the store. Where another generation owns it by now, the first slice of that generation. */
function newestPoints(stored: readonly SliceProgress[], generations: Generations): Map<string, PartitionPoint> {
  const newest = new Map<string, PartitionPoint>();
  for (const entry of stored) {
    const { topic, partition, epoch, slice } = entry;
    const point = generations.ownerOf(entry) === entry.generation ? { epoch, slice } : generations.runOf(entry);
    const key = partitionKey(topic, partition);
    const known = newest.get(key);
    if (known === undefined || isBefore(known.point, point)) newest.set(key, { topic, partition, point });
  }
  return newest;
}
