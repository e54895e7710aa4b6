import {
  caseOperationsMax,
  type CaseEntry,
  type CaseRecord,
  type CaseState,
} from '@tidewatch/contract/operations/cases';

/** What came of one record. `done` also for what was so already. */
export type CaseVerdict = 'done' | 'taken' | 'changed' | 'full';

/** A case and the verdicts that its records got, so that a repeated one gets the same. */
export interface FoldedCase {
  readonly state: CaseState;
  readonly verdicts: ReadonlyMap<string, CaseVerdict>;
}

/**
 * The next state of a case after one record, in log order. A record whose request was seen before changes nothing, whatever happened
 * since; a refused one is remembered too, or its repetition could succeed. A case that took `caseOperationsMax` records takes no more.
 */
export function foldCase(before: FoldedCase | null, record: CaseRecord): FoldedCase {
  const { state, verdicts } = before ?? { state: newCase(record), verdicts: new Map<string, CaseVerdict>() };
  if (verdicts.has(record.request) || verdicts.size >= caseOperationsMax) return { state, verdicts };
  const verdict = judge(state, record);
  return {
    state: verdict === 'done' ? after(state, record) : state,
    verdicts: new Map(verdicts).set(record.request, verdict),
  };
}

/** What a request came to: `full` for one that the case did not take. */
export function verdictOf({ verdicts }: FoldedCase, request: string): CaseVerdict {
  return verdicts.get(request) ?? 'full';
}

/** What would come of an act on a case as it is now; null: nobody has done anything yet. */
export function judge(state: CaseState | null, act: CaseRecord): Exclude<CaseVerdict, 'full'> {
  const holder = state?.claim?.by.id ?? null;
  switch (act.act) {
    case 'claim':
      return holder === null || holder === act.by.id ? 'done' : 'taken';
    case 'release':
      return holder === act.from ? 'done' : 'changed';
    case 'hand-over':
      return holder === act.from ? 'done' : 'changed';
    case 'outcome':
      return (state?.outcome?.name ?? null) === act.was ? 'done' : 'changed';
    case 'comment':
      return 'done';
  }
}

function newCase({ event, at }: CaseRecord): CaseState {
  return { key: event.key, event, claim: null, outcome: null, comments: 0, firstAt: at, lastAt: at, history: [] };
}

function after(state: CaseState, record: CaseRecord): CaseState {
  const { by, at } = record;
  const next = {
    ...state,
    firstAt: state.history.length === 0 ? at : state.firstAt,
    lastAt: at,
    history: [...state.history, entryOf(record)],
  };
  switch (record.act) {
    case 'claim':
      return { ...next, claim: state.claim ?? { by, at } };
    case 'release':
      return { ...next, claim: null };
    case 'hand-over':
      return { ...next, claim: { by: record.to, at } };
    case 'comment':
      return { ...next, comments: state.comments + 1 };
    case 'outcome':
      return { ...next, outcome: record.outcome === null ? null : { by, at, name: record.outcome } };
  }
}

function entryOf({ v: _, kind: __, event: ___, ...entry }: CaseRecord): CaseEntry {
  return entry;
}
