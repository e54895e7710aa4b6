import type { PipelineAnswer } from '@tidewatch/contract/socket';

/** What the pipeline has to tell by itself, the missing history first; `historyAway` is said where the store does not answer. */
export const noticesOf = (pipeline: PipelineAnswer | null, historyAway: string): readonly string[] => [
  ...(pipeline?.history === 'unavailable' ? [historyAway] : []),
  ...(pipeline?.notices ?? []),
];
