import type { BulkOperation, RefusedOperation } from './bulk-operation.ts';
import type { Verdict } from './bulk-reply.ts';

/** A document on its way. */
export interface Waiting {
  readonly operation: BulkOperation;
  /** The mappings were put again for its sake. */
  mended: boolean;
}

/** What came of one request. */
export interface Outcome {
  done: number;
  stale: number;
  readonly refused: RefusedOperation[];
  readonly waiting: Waiting[];
  /** Two halves of a request that was refused as a whole. */
  readonly halves: Waiting[][];
  /** Indices to create before the next attempt. */
  readonly indices: Set<string>;
  /** Reason → documents that are sent again. */
  readonly again: Map<string, number>;
  mend: boolean;
  blockedBy: string | null;
  /** Wait before the next request. */
  wait: boolean;
  /** Send less at once. */
  smaller: boolean;
}

/** Applies the verdicts to the documents of one request, in order. */
export function settle(batch: readonly Waiting[], verdicts: readonly Verdict[]): Outcome {
  const outcome: Outcome = {
    done: 0,
    stale: 0,
    refused: [],
    waiting: [],
    halves: [],
    indices: new Set(),
    again: new Map(),
    mend: false,
    blockedBy: null,
    wait: false,
    smaller: false,
  };
  const [first] = verdicts;
  if (first?.kind === 'split' && batch.length > 1) {
    const middle = batch.length >> 1;
    outcome.halves.push(batch.slice(0, middle), batch.slice(middle));
    outcome.again.set('split', batch.length);
    return outcome;
  }
  for (const [index, one] of batch.entries()) settleOne(outcome, one, verdicts[index]!);
  return outcome;
}

function settleOne(outcome: Outcome, one: Waiting, verdict: Verdict): void {
  const refuse = (reason: string) => outcome.refused.push({ subject: one.operation.subject, reason });
  const later = (reason: string) => {
    outcome.waiting.push(one);
    outcome.again.set(reason, (outcome.again.get(reason) ?? 0) + 1);
  };
  switch (verdict.kind) {
    case 'done':
      outcome.done += 1;
      return;
    case 'stale':
      outcome.stale += 1;
      return;
    case 'refused':
    case 'split':
      refuse(verdict.reason);
      return;
    case 'again':
      later(verdict.reason);
      outcome.wait = outcome.smaller = true;
      return;
    case 'blocked':
      later(verdict.reason);
      outcome.blockedBy = verdict.reason;
      outcome.wait = true;
      return;
    case 'create-index':
      later('no_index');
      outcome.indices.add(one.operation.index);
      // An index that cannot be created must not make a busy loop.
      outcome.wait = true;
      return;
    case 'mend-mapping':
      if (one.mended) refuse('a field is not in the mapping');
      else later('no_mapping');
      outcome.mend ||= !one.mended;
      one.mended = true;
      return;
  }
}
