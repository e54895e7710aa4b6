import type { PipelineAnswer } from '@tidewatch/contract/socket';

/** From here on a number is late, then stale. Milliseconds behind the server's clock. */
export const lateFromMs = 5_000;
export const staleFromMs = 60_000;

export type Age = 'fresh' | 'late' | 'stale';

const ageOf = (behindMs: number): Age => {
  if (behindMs < lateFromMs) return 'fresh';
  return behindMs <= staleFromMs ? 'late' : 'stale';
};

/** Why a number does not move, the strongest reason first. */
export type Cause = 'connection' | 'refused' | 'stopped' | 'behind' | null;

export interface Freshness {
  readonly age: Age;
  /** Whole seconds that the number is behind. */
  readonly behindSeconds: number;
  readonly cause: Cause;
}

export interface FreshnessInput {
  /** Epoch ms up to which the number is complete. */
  readonly asOf: number | null;
  readonly nowMs: number;
  readonly viewState: 'waiting' | 'live' | 'interrupted' | 'refused';
  readonly pipelineState: PipelineAnswer['state'] | null;
}

/** The freshness ladder of every panel: fresh (< 5 s), late, stale (> 60 s), and why. A stopped pipeline is stale at once. */
export const freshnessOf = ({ asOf, nowMs, viewState, pipelineState }: FreshnessInput): Freshness => {
  const behindMs = asOf === null ? 0 : Math.max(0, nowMs - asOf);
  const behindSeconds = Math.round(behindMs / 1000);
  if (viewState === 'interrupted')
    return { age: behindMs > staleFromMs ? 'stale' : 'late', behindSeconds, cause: 'connection' };
  if (viewState === 'refused')
    return { age: behindMs > staleFromMs ? 'stale' : 'late', behindSeconds, cause: 'refused' };
  if (pipelineState === 'stopped') return { age: 'stale', behindSeconds, cause: 'stopped' };
  const age = ageOf(behindMs);
  return { age, behindSeconds, cause: age === 'fresh' ? null : 'behind' };
};
