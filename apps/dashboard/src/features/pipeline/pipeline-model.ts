import type { PartitionStatus, PipelineAnswer } from '@tidewatch/contract/socket';
import type { SeriesAnswer } from '@tidewatch/contract/queries';
import { lateFromMs, staleFromMs } from '../../shared/freshness/freshness.ts';

/** Zero and healthy, behind, no data yet, and stopped are four different pictures. */
export type PipelinePicture = 'busy' | 'quiet' | 'behind' | 'starting' | 'stopped';

/** Records that may wait while everything is well: what came in since the last tick. */
const waitingMax = 1_000;

export const picturePipeline = (pipeline: PipelineAnswer): PipelinePicture => {
  if (pipeline.state === 'stopped') return 'stopped';
  if (pipeline.state === 'starting' || pipeline.partitions.length === 0) return 'starting';
  if (pipeline.state === 'lagging' || totals(pipeline).lagRecords > waitingMax) return 'behind';
  return totals(pipeline).ratePerSecond > 0 ? 'busy' : 'quiet';
};

export const totals = ({
  partitions,
}: Pick<PipelineAnswer, 'partitions'>): { readonly lagRecords: number; readonly ratePerSecond: number } => ({
  lagRecords: partitions.reduce((sum, { lagRecords }) => sum + lagRecords, 0),
  ratePerSecond: partitions.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0),
});

export type PartitionState = 'caught-up' | 'behind' | 'silent';

export interface PartitionRow {
  readonly status: PartitionStatus;
  readonly state: PartitionState;
  /** Whole seconds that the partition is behind the server's clock. */
  readonly behindSeconds: number;
}

/** A partition without news for a minute has lost its owner, or its owner reads old records: the pipeline's own state decides. */
export const partitionRows = (pipeline: PipelineAnswer, nowMs: number): readonly PartitionRow[] =>
  pipeline.partitions.map((status) => {
    const behindMs = Math.max(0, nowMs - status.asOf);
    const silent = pipeline.state === 'stopped' || (behindMs > staleFromMs && status.ratePerSecond === 0);
    const state = silent ? 'silent' : behindMs > lateFromMs ? 'behind' : 'caught-up';
    return { status, state, behindSeconds: Math.round(behindMs / 1000) };
  });

export interface LatenessRow {
  readonly code: string;
  readonly count: number;
  /** 0 to 1, of all late events. */
  readonly share: number;
}

/** Late events by how late they were, in the order of the classes; a code that is no class (written by an earlier version) comes last. */
export const latenessRows = (answer: SeriesAnswer | null, classes: readonly string[]): readonly LatenessRow[] => {
  const counts = new Map((answer?.series ?? []).map(({ group, total }) => [group['code'] ?? '', total ?? 0]));
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (all === 0) return [];
  const others = [...counts.keys()].filter((code) => !classes.includes(code));
  return [...classes, ...others].map((code) => {
    const count = counts.get(code) ?? 0;
    return { code, count, share: count / all };
  });
};
