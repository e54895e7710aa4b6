import type { DeadLetter } from '@tidewatch/contract/events';
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { appendPage, type DeadLettersAnswer, type ReplayAnswer, type ReplayRequest } from './dead-letter-list.ts';

const pageLetters = 50;

export interface LettersState {
  readonly state: 'loading' | 'done' | 'failed';
  readonly letters: readonly DeadLetter[];
  readonly next: string | null;
}

export interface DeadLetters {
  readonly list: Readonly<ShallowRef<LettersState>>;
  /** From the newest on; the list stays until the answer is there. */
  load(): Promise<void>;
  more(): Promise<void>;
  /** Rejects where the server did not answer. */
  replay(request: ReplayRequest): Promise<ReplayAnswer>;
}

/** The letters of one reason, null for all. */
export const useDeadLetters = (code: () => string | null): DeadLetters => {
  const list = shallowRef<LettersState>({ state: 'loading', letters: [], next: null });
  let asking = new AbortController();
  const ask = async (after: string | null): Promise<void> => {
    asking.abort();
    const mine = (asking = new AbortController());
    list.value = { ...list.value, state: 'loading' };
    const reason = code();
    const query = new URLSearchParams({ limit: String(pageLetters) });
    if (reason !== null) query.set('code', reason);
    if (after !== null) query.set('after', after);
    try {
      const response = await fetch(`/v1/dead-letters?${query}`, { signal: mine.signal });
      if (!response.ok) throw new Error(`GET /v1/dead-letters answered ${response.status}`);
      const { deadLetters, next } = (await response.json()) as DeadLettersAnswer;
      const letters = appendPage(after === null ? [] : list.value.letters, deadLetters);
      list.value = { state: 'done', letters, next };
    } catch {
      if (!mine.signal.aborted) list.value = { ...list.value, state: 'failed' };
    }
  };
  const begin = () => {
    // Letters of another reason are not an old state of these.
    list.value = { state: 'loading', letters: [], next: null };
    void ask(null);
  };
  watch(code, begin, { immediate: true });
  onScopeDispose(() => asking.abort());
  return {
    list,
    load: () => ask(null),
    more: () => ask(list.value.next),
    async replay(request) {
      const response = await fetch('/v1/dead-letters/replay', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      if (!response.ok) throw new Error(`POST /v1/dead-letters/replay answered ${response.status}`);
      return (await response.json()) as ReplayAnswer;
    },
  };
};
