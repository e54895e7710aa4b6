import type { EventItem, EventsAnswer } from '@tidewatch/contract/events';
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';

export interface PastEvents {
  /** Null while the range ends in the present, and before the first answer. */
  readonly events: readonly EventItem[] | null;
  readonly failed: boolean;
}

export interface PastQuery {
  readonly type: readonly string[];
  readonly where: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly limit: number;
}

const nothing: PastEvents = { events: null, failed: false };

const pathOf = ({ type, where, from, to, limit }: PastQuery): string => {
  const parameters = new URLSearchParams({ from, to, limit: String(limit) });
  for (const one of type) parameters.append('type', one);
  for (const one of where) parameters.append('where', one);
  return `/v1/events?${parameters.toString()}`;
};

/** The events of a range that has ended; asked once for each query. An answer that was overtaken is dropped. */
export const usePastEvents = (query: () => PastQuery | null): Readonly<ShallowRef<PastEvents>> => {
  const past = shallowRef<PastEvents>(nothing);
  let asking: AbortController | null = null;
  const ask = async (path: string) => {
    const mine = new AbortController();
    asking = mine;
    try {
      const response = await fetch(path, { signal: mine.signal, headers: { accept: 'application/json' } });
      if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
      past.value = { events: ((await response.json()) as EventsAnswer).events, failed: false };
    } catch {
      if (!mine.signal.aborted) past.value = { events: past.value.events, failed: true };
    }
  };
  watch(
    () => {
      const asked = query();
      return asked === null ? null : pathOf(asked);
    },
    (path) => {
      asking?.abort();
      if (path === null) past.value = nothing;
      else void ask(path);
    },
    { immediate: true },
  );
  onScopeDispose(() => asking?.abort());
  return past;
};
