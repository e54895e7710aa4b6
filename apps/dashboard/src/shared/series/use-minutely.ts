import type { LiveQuery, SeriesSnapshot } from '@tidewatch/contract/socket';
import type { SeriesAnswer } from '@tidewatch/contract/queries';
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { emptyView, type LiveView } from '../live/live-view.ts';
import type { Page } from '../page/page.ts';

type SeriesQuery = Omit<Extract<LiveQuery, { kind: 'series' }>, 'limit'>;

const minuteMs = 60_000;

const pathOf = ({ metric, kind: _, ...rest }: SeriesQuery): string => {
  const fields: Readonly<Record<string, string | number | readonly string[] | undefined>> = rest;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    for (const one of [value].flat()) if (one !== undefined) parameters.append(name, String(one));
  return `/v1/metrics/${encodeURIComponent(metric)}/series?${parameters.toString()}`;
};

/**
 * The answer to a query, asked again each minute of the page's clock: for sums over weeks, which a socket of their own would repeat five
 * times a second. A paused page asks no more. Without an answer the old one stays, and the view is refused.
 */
export const useMinutely = (
  page: Pick<Page, 'nowMs'>,
  query: () => SeriesQuery,
): Readonly<ShallowRef<LiveView<SeriesSnapshot>>> => {
  const view = shallowRef<LiveView<SeriesSnapshot>>(emptyView);
  let asking = new AbortController();
  const ask = async (path: string) => {
    asking.abort();
    const { signal } = (asking = new AbortController());
    try {
      const response = await fetch(path, { headers: { accept: 'application/json' }, signal });
      if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
      const answer = (await response.json()) as SeriesAnswer;
      view.value = { ...emptyView, state: 'live', snapshot: { kind: 'series', answer }, asOf: answer.asOf };
    } catch {
      if (!signal.aborted) view.value = { ...view.value, state: 'refused' };
    }
  };
  watch([() => pathOf(query()), () => Math.floor(page.nowMs.value / minuteMs)], ([path]) => void ask(path), {
    immediate: true,
  });
  onScopeDispose(() => asking.abort());
  return view;
};
