import { computed, ref, shallowRef, watch } from 'vue';
import type { Definitions } from '../shared/catalog/definitions.ts';
import { loadDefinitions } from '../shared/catalog/load-definitions.ts';
import { messages } from '../shared/i18n/messages.ts';
import { createLiveClient, type Connection } from '../shared/live/live-client.ts';
import { openLiveSocket } from '../shared/live/socket/open-live-socket.ts';
import { useLive } from '../shared/live/use-live.ts';
import { useMedia } from '../shared/page/use-media.ts';
import type { Page } from '../shared/page/page.ts';
import { readPreferences, writePreferences, type Preferences } from '../shared/preferences/preferences.ts';
import { createServerClock } from '../shared/time/server-clock.ts';

const definitionsRetryMs = 2_000;

const usePreferences = () => {
  const preferences = shallowRef(readPreferences(localStorage, navigator.language));
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const theme = computed(() => {
    const chosen = preferences.value.theme;
    return chosen === 'system' ? (systemDark.value ? 'dark' : 'light') : chosen;
  });
  watch(
    [theme, preferences],
    () => {
      document.documentElement.dataset['theme'] = theme.value;
      document.documentElement.lang = preferences.value.language;
    },
    { immediate: true, flush: 'sync' },
  );
  const choose = (change: Partial<Preferences>) => {
    preferences.value = { ...preferences.value, ...change };
    writePreferences(localStorage, preferences.value);
  };
  return { preferences, theme, choose };
};

/** Asks on each connection: the catalog may have changed while the gateway was away. */
const useDefinitions = (connection: { readonly value: Connection }) => {
  const definitions = shallowRef<Definitions | null>(null);
  const unreachable = ref(false);
  let known = '';
  const load = async () => {
    try {
      const loaded = await loadDefinitions();
      const next = JSON.stringify(loaded.metrics.map((metric) => ({ ...metric, asOf: null })));
      // The same definitions again must not rebuild every panel.
      if (next !== known || definitions.value?.events.size === 0) definitions.value = loaded;
      known = next;
      unreachable.value = false;
    } catch {
      unreachable.value = true;
      setTimeout(() => void load(), definitionsRetryMs);
    }
  };
  void load();
  watch(
    () => connection.value.state,
    (state, before) => {
      if (state === 'open' && before === 'lost') void load();
    },
  );
  return { definitions, unreachable };
};

/** Everything the features share. Call once, inside an effect scope that lives as long as the page. */
export const createPage = (): Page => {
  const clock = createServerClock(
    () => performance.now(),
    () => Date.now(),
  );
  const nowMs = shallowRef(clock.now());
  const connection = shallowRef<Connection>({ state: 'connecting', since: clock.now(), attempts: 0 });
  const live = createLiveClient({
    socket: openLiveSocket(),
    clock,
    onConnection: (next) => (connection.value = next),
    onPaint: () => (nowMs.value = clock.now()),
  });
  const { preferences, theme, choose } = usePreferences();
  const { definitions, unreachable } = useDefinitions(connection);
  const pipeline = useLive(live, () => ({ kind: 'pipeline' }) as const);
  const paused = ref(false);
  const togglePause = () => {
    paused.value = !paused.value;
    if (paused.value) live.pause();
    else live.resume();
  };
  setInterval(() => live.repaint(), 1_000);
  live.start();
  const text = computed(() => messages[preferences.value.language]);
  return {
    live,
    connection,
    pipeline,
    nowMs,
    paused,
    togglePause,
    definitions,
    unreachable,
    preferences,
    choose,
    theme,
    text,
  };
};
