import type { Report } from '@tidewatch/contract/operations/reports';
import type { PartitionStatus, PipelineAnswer, UpcomingGeneration } from '@tidewatch/contract/socket';
import type { PipelineProgress } from './pipeline-progress.ts';
import { reportText } from './report-text.ts';

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
  readonly upcoming: UpcomingGeneration | null;
  /** Those that nobody has acknowledged, oldest first. */
  readonly reports: readonly Report[];
}

/** The state of the pipeline in one word, with what it rests on. Zero events and a broken pipeline must look different. */
export function pipelineAnswer(progress: PipelineProgress, facts: PipelineFacts): PipelineAnswer {
  const { topics, upcoming, reports, ...rest } = facts;
  const asOf = progress.asOfTopics(topics);
  const notice = upcoming === null ? [] : [upcomingText(upcoming)];
  return {
    ...rest,
    upcoming,
    asOf,
    state: stateOf(asOf, progress.quietSince(topics), facts.now),
    partitions: progress.statuses().map((status) => ({ ...status, gap: gapOf(status, reports) })),
    notices: [...facts.notices, ...notice],
    reports: reports.map((report) => ({ id: report.id, code: report.code, at: report.at, text: reportText(report) })),
  };
}

function upcomingText({ generation, done, total }: UpcomingGeneration): string {
  const share = total === 0 ? 100 : Math.floor((done / total) * 100);
  return `Generation ${generation} is being folded (${share} %). Numbers are those of the one before until it has caught up.`;
}

/** The newest that nobody has acknowledged. */
function gapOf(
  { topic, partition }: Pick<PartitionStatus, 'topic' | 'partition'>,
  reports: readonly Report[],
): PartitionStatus['gap'] {
  const report = reports.findLast(
    (told) => told.code === 'gap' && told.topic === topic && told.partition === partition,
  );
  return report?.code === 'gap' ? { from: report.from, below: report.below } : null;
}

function stateOf(asOf: number | null, quietSince: number | null, now: number): PipelineAnswer['state'] {
  if (quietSince !== null && now - quietSince > stoppedAfterMs) return 'stopped';
  if (asOf === null) return 'starting';
  if (now - asOf <= laggingAfterMs) return 'live';
  return quietSince === null && now - asOf > stoppedAfterMs ? 'stopped' : 'lagging';
}
