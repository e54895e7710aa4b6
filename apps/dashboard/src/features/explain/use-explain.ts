import type { Problem } from '@tidewatch/contract/errors';
import type { ExplainAnswer } from '@tidewatch/contract/queries';
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';

/** Which number: one step of a chart (`at`), or a whole range. Texts as the API takes them. */
export interface ExplainQuestion {
  readonly metric: string;
  readonly at: string | null;
  readonly from: string;
  readonly to: string;
  readonly step: string | null;
  readonly where: readonly string[];
  readonly tz: string;
  readonly stat: string | undefined;
}

export type Explained =
  | { readonly state: 'loading'; readonly answer: ExplainAnswer | null }
  | { readonly state: 'done'; readonly answer: ExplainAnswer }
  /** `problem` is null where the server did not answer at all. The last answer stays. */
  | { readonly state: 'failed'; readonly answer: ExplainAnswer | null; readonly problem: Problem | null };

export const explainPath = ({ metric, at, from, to, step, where, tz, stat }: ExplainQuestion): string => {
  const query = new URLSearchParams(at === null ? { from, to } : { at });
  if (step !== null) query.set('step', step);
  for (const condition of where) query.append('where', condition);
  query.set('tz', tz);
  if (stat !== undefined) query.set('stat', stat);
  return `/v1/metrics/${encodeURIComponent(metric)}/explain?${query}`;
};

/** Asks when the question changes, and again on demand. An explanation is of one moment: it does not move under its reader. */
export const useExplain = (
  question: () => ExplainQuestion,
): { readonly explained: Readonly<ShallowRef<Explained>>; readonly again: () => void } => {
  const explained = shallowRef<Explained>({ state: 'loading', answer: null });
  let asking = new AbortController();
  const ask = async (path: string, keep: boolean): Promise<void> => {
    asking.abort();
    const mine = (asking = new AbortController());
    const answer = keep ? explained.value.answer : null;
    explained.value = { state: 'loading', answer };
    try {
      const response = await fetch(path, { headers: { accept: 'application/json' }, signal: mine.signal });
      if (response.ok) explained.value = { state: 'done', answer: (await response.json()) as ExplainAnswer };
      else explained.value = { state: 'failed', answer, problem: (await response.json()) as Problem };
    } catch {
      if (!mine.signal.aborted) explained.value = { state: 'failed', answer, problem: null };
    }
  };
  watch(
    () => explainPath(question()),
    (path) => void ask(path, false),
    { immediate: true },
  );
  onScopeDispose(() => asking.abort());
  return { explained, again: () => void ask(explainPath(question()), true) };
};
