import type { PipelineAnswer } from '@tidewatch/contract/socket';
import type { PipelineProgress } from './pipeline-progress.ts';

/** An owner sends a frame each second; silence for longer than this means that it is gone. */
const stoppedAfterMs = 10_000;
/** As-of may be this old while everything is well. */
const laggingAfterMs = 5_000;

/** What a view knows beside the partitions. */
export interface PipelineFacts {
  readonly now: number;
  readonly generation: number | null;
  readonly simulated: boolean;
  readonly history: 'available' | 'unavailable';
  readonly topics: readonly string[];
  readonly indexer: PipelineAnswer['indexer'];
  readonly notices: readonly string[];
}

/** The state of the pipeline in one word, with what it rests on. Zero events and a broken pipeline must look different. */
export function pipelineAnswer(progress: PipelineProgress, facts: PipelineFacts): PipelineAnswer {
  const { topics, ...rest } = facts;
  const asOf = progress.asOfTopics(topics);
  const partitions = progress.statuses();
  const gaps = partitions.flatMap(({ topic, partition, gap }) =>
    gap === null
      ? []
      : [`${topic} ${partition}: the log no longer held offsets ${gap.from} to ${gap.below - 1}; they are not counted`],
  );
  return {
    ...rest,
    asOf,
    state: stateOf(asOf, progress.quietSince(topics), facts.now),
    partitions,
    notices: [...facts.notices, ...gaps],
  };
}

function stateOf(asOf: number | null, quietSince: number | null, now: number): PipelineAnswer['state'] {
  if (quietSince !== null && now - quietSince > stoppedAfterMs) return 'stopped';
  if (asOf === null) return 'starting';
  if (now - asOf <= laggingAfterMs) return 'live';
  return quietSince === null && now - asOf > stoppedAfterMs ? 'stopped' : 'lagging';
}
