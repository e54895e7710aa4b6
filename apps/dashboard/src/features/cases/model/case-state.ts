import type { CaseAct, CaseState, Person } from '@tidewatch/contract/operations/cases';

/** An act that the log does not have yet. */
export interface PendingAct {
  readonly request: string;
  readonly act: CaseAct;
  readonly by: Person;
  /** Epoch ms. */
  readonly at: number;
}

/** What a panel shows of a case: what the log has, then what is under way. */
export interface ShownCase {
  readonly claim: { readonly by: Person; readonly at: number; readonly pending: boolean } | null;
  readonly outcome: {
    readonly by: Person;
    readonly at: number;
    readonly name: string;
    readonly pending: boolean;
  } | null;
  readonly history: readonly ShownEntry[];
}

export type ShownEntry = PendingAct & { readonly pending: boolean };

const nothing: ShownCase = { claim: null, outcome: null, history: [] };

/** The newer of two readings of one case: nothing is ever taken out of its history. */
export const newerCase = (one: CaseState | null, other: CaseState | null): CaseState | null =>
  (other?.history.length ?? -1) > (one?.history.length ?? -1) ? other : one;

const applied = (shown: ShownCase, { act, by, at, request }: PendingAct): ShownCase => {
  const pending = true;
  const next = { ...shown, history: [...shown.history, { act, by, at, request, pending }] };
  if (act.act === 'claim') return { ...next, claim: shown.claim ?? { by, at, pending } };
  if (act.act === 'release') return { ...next, claim: null };
  if (act.act === 'hand-over') return { ...next, claim: { by: act.to, at, pending } };
  if (act.act === 'outcome')
    return { ...next, outcome: act.outcome === null ? null : { by, at, name: act.outcome, pending } };
  return next;
};

/** The case as the log has it, with the acts under way on top, marked. An act that the log has is under way no more. */
export const shownCase = (state: CaseState | null, underWay: readonly PendingAct[]): ShownCase => {
  const written: ShownCase =
    state === null
      ? nothing
      : {
          claim: state.claim && { ...state.claim, pending: false },
          outcome: state.outcome && { ...state.outcome, pending: false },
          history: state.history.map(({ request, by, at, ...act }) => ({ request, by, at, act, pending: false })),
        };
  const known = new Set(state?.history.map(({ request }) => request));
  return underWay.filter(({ request }) => !known.has(request)).reduce(applied, written);
};
