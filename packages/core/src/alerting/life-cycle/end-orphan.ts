import type { AlertTransition } from '@tidewatch/contract/alerts';
import { transitionTable } from './transition-table.ts';
import type { NewTransition } from './rule-life.ts';

/** Ends an alert whose rule nobody knows any more, from its last transition; null for one that has ended. */
export function endOrphan({ alert, sequence, to }: AlertTransition, now: number): NewTransition | null {
  const state = transitionTable[to].ruleGone;
  if (state === to) return null;
  const at = Math.max(now, alert.lastEvaluatedAt);
  const resolvedAt = state === 'resolved' ? at : null;
  const ended = { ...alert, state, resolvedAt, lastEvaluatedAt: at };
  return {
    v: 1,
    kind: 'transition',
    id: alert.id,
    sequence: sequence + 1,
    cause: 'ruleGone',
    from: to,
    to: state,
    at,
    alert: ended,
  };
}
