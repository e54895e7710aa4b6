import type { Problem } from '@tidewatch/contract/errors';
import type { CaseAct, CaseAnswer, CaseState, Person } from '@tidewatch/contract/operations/cases';

/** `done`: the log has it. `refused`: somebody was first, or it cannot be. `lost`: nobody knows; sending it again is safe. */
export type SentAct =
  | { readonly came: 'done'; readonly case: CaseState | null }
  | { readonly came: 'refused'; readonly problem: Problem; readonly case: CaseState | null }
  | { readonly came: 'lost' };

const timeoutMs = 20_000;

/** Sends an act. Never rejects. */
export const sendAct = async (
  key: string,
  { act, ...more }: CaseAct,
  by: Person,
  request: string,
): Promise<SentAct> => {
  try {
    const response = await fetch(`/v1/cases/${encodeURIComponent(key)}/${act}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ request, by, ...more }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer = (await response.json()) as Partial<CaseAnswer> & Problem;
    if (response.ok) return { came: 'done', case: answer.case ?? null };
    const mayPass = response.status >= 500 || response.status === 429;
    return mayPass ? { came: 'lost' } : { came: 'refused', problem: answer, case: answer.case ?? null };
  } catch {
    return { came: 'lost' };
  }
};
