import type { LabelMatcher, SilencePreview } from '@tidewatch/contract/operations/silences';
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { sendJson } from '../../../shared/alerts/send-alert-act.ts';

const quietMs = 250;

export interface Preview {
  readonly preview: Readonly<ShallowRef<SilencePreview | null>>;
  readonly state: Readonly<ShallowRef<'waiting' | 'known' | 'refused' | 'unknown'>>;
  /** What is wrong with the conditions, in the server's words. */
  readonly problem: Readonly<ShallowRef<string | null>>;
}

/** What a silence with these conditions would hide, asked when the typing rests; an older question is given up. */
export const usePreview = (matchers: () => readonly LabelMatcher[]): Preview => {
  const preview = shallowRef<SilencePreview | null>(null);
  const state = shallowRef<'waiting' | 'known' | 'refused' | 'unknown'>('waiting');
  const problem = shallowRef<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | null = null;
  const ask = async (wanted: readonly LabelMatcher[]) => {
    const mine = (asked = new AbortController());
    const sent = await sendJson<SilencePreview>('/v1/silences/preview', { matchers: wanted }, mine.signal);
    if (mine !== asked || mine.signal.aborted) return;
    if (sent.came === 'done') preview.value = sent.answer;
    problem.value = sent.came === 'refused' ? sent.problem.detail : null;
    state.value = sent.came === 'done' ? 'known' : sent.came === 'refused' ? 'refused' : 'unknown';
  };
  watch(
    () => JSON.stringify(matchers()),
    () => {
      clearTimeout(timer);
      asked?.abort();
      state.value = 'waiting';
      const wanted = matchers();
      if (wanted.length > 0) timer = setTimeout(() => void ask(wanted), quietMs);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    asked?.abort();
  });
  return { preview, state, problem };
};
