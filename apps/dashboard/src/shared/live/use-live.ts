import type { LiveQuery } from '@tidewatch/contract/socket';
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { LiveClient } from './live-client.ts';
import { emptyView, type LiveView, type SnapshotOf } from './live-view.ts';

/**
 * The live answer to a query, ended with the scope. When the query changes (midnight, another zone) the old answer stays until
 * the new one is there. While the query is null nothing is asked and nothing is known.
 */
export const useLive = <Query extends LiveQuery>(
  client: LiveClient,
  query: () => Query | null,
): Readonly<ShallowRef<LiveView<SnapshotOf<Query>>>> => {
  const view = shallowRef<LiveView<SnapshotOf<Query>>>(emptyView);
  let end: (() => void) | null = null;
  watch(
    () => JSON.stringify(query()),
    () => {
      end?.();
      const asked = query();
      if (asked === null) {
        end = null;
        view.value = emptyView;
        return;
      }
      end = client.subscribe(asked, (next) => {
        view.value = next.snapshot === null ? { ...next, snapshot: view.value.snapshot } : next;
      });
    },
    { immediate: true },
  );
  onScopeDispose(() => end?.());
  return view;
};
