import type { Catalog, Metric } from '@tidewatch/contract/catalog/catalog';
import type { Frame } from '@tidewatch/contract/frames';
import type { PartitionStatus } from '@tidewatch/contract/socket';
import type { SliceProgress } from '../../ports/metric-store.ts';
import { topicsOfMetric } from './topics-of-metric.ts';
import { PartitionProgress } from './partition-progress.ts';
import { partitionKey } from '../memory/slice-point.ts';

/** Progress of all input partitions: as-of of metrics (I8) and the state of the pipeline. */
export class PipelineProgress {
  readonly #partitions = new Map<string, PartitionProgress>();
  #counts: ReadonlyMap<string, number> = new Map();

  /** How many partitions each input topic has; unowned ones count for as-of too. */
  setPartitionCounts(counts: ReadonlyMap<string, number>): void {
    this.#counts = counts;
  }

  takeFrame(frame: Frame, heardAt: number): void {
    const { through, end, asOf, counters } = frame;
    if (through === null || end === null || asOf === null || counters === null) return;
    const { generation, topic, epoch, partition, slice } = frame;
    this.take({ generation, topic, epoch, partition, slice, through, end, asOf, counters }, heardAt);
  }

  take(progress: SliceProgress, heardAt: number | null): void {
    const key = partitionKey(progress.topic, progress.partition);
    const known = this.#partitions.get(key);
    if (known === undefined) this.#partitions.set(key, new PartitionProgress(progress, heardAt));
    else known.take(progress, heardAt);
  }

  /** The newest progress of one partition, by its `partitionKey`; null before it has told. */
  newest(key: string): SliceProgress | null {
    return this.#partitions.get(key)?.newest ?? null;
  }

  /** Time up to which a metric is complete: the minimum over all partitions of its topics; null before each has told. */
  asOfMetric(metric: Metric, catalog: Catalog): number | null {
    return this.asOfTopics(topicsOfMetric(metric, catalog));
  }

  asOfTopics(topics: readonly string[]): number | null {
    let asOf = Number.POSITIVE_INFINITY;
    for (const topic of topics) {
      const count = this.#counts.get(topic) ?? 0;
      if (count === 0) return null;
      for (let partition = 0; partition < count; partition++) {
        const told = this.#partitions.get(partitionKey(topic, partition))?.newest.asOf;
        if (told === undefined) return null;
        asOf = Math.min(asOf, told);
      }
    }
    return Number.isFinite(asOf) ? asOf : null;
  }

  /** Receiver's clock at the least recent last frame of the topics' partitions; null while one was never heard of. */
  quietSince(topics: readonly string[]): number | null {
    let since = Number.POSITIVE_INFINITY;
    for (const progress of this.#partitions.values()) {
      if (!topics.includes(progress.newest.topic)) continue;
      if (progress.heardAt === null) return null;
      since = Math.min(since, progress.heardAt);
    }
    return Number.isFinite(since) ? since : null;
  }

  statuses(): readonly Omit<PartitionStatus, 'gap'>[] {
    return [...this.#partitions.values()]
      .map((progress) => progress.status())
      .toSorted((left, right) =>
        left.topic === right.topic ? left.partition - right.partition : left.topic < right.topic ? -1 : 1,
      );
  }
}
