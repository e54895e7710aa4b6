import { computed, ref, shallowRef, watch } from 'vue';
import { catalogWords } from '../shared/catalog/catalog-words.ts';
import type { Definitions } from '../shared/catalog/definitions.ts';
import { loadDefinitions } from '../shared/catalog/load-definitions.ts';
import type { Router } from 'vue-router';
import { createAddress } from '../shared/address/create-address.ts';
import { defaultAddress, type Address } from '../shared/address/address.ts';
import { messages } from '../shared/i18n/messages.ts';
import { createKeyboard } from '../shared/keyboard/keyboard.ts';
import { createLiveClient, type Connection } from '../shared/live/live-client.ts';
import { openLiveSocket } from '../shared/live/socket/open-live-socket.ts';
import { useLive } from '../shared/live/use-live.ts';
import { useMedia } from '../shared/page/use-media.ts';
import type { Page } from '../shared/page/page.ts';
import { createAnnouncer } from '../shared/page/announcer.ts';
import { wholeScope } from '../shared/page/page-scope.ts';
import { createToasts } from '../shared/page/toasts.ts';
import { readPreferences, writePreferences, type Preferences } from '../shared/preferences/preferences.ts';
import { createServerClock } from '../shared/time/server-clock.ts';

const definitionsRetryMs = 2_000;
const definitionsEveryMs = 60_000;

const usePreferences = (address: Address) => {
  const stored = shallowRef(readPreferences(localStorage, navigator.language));
  // A bare address says nothing of the zone: then the person's own holds, and from then on the address says it.
  if (location.search === '' && stored.value.zone !== defaultAddress.tz)
    address.change({ tz: stored.value.zone }, { replace: true });
  const preferences = computed(() => ({ ...stored.value, zone: address.tz }));
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const theme = computed(() => {
    if (address.wall) return 'dark';
    const chosen = address.theme ?? stored.value.theme;
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
    stored.value = { ...stored.value, ...change };
    writePreferences(localStorage, stored.value);
    if (change.zone !== undefined) address.change({ tz: change.zone });
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
      const { dashboards, rules, routes } = loaded;
      const metrics = loaded.metrics.map((metric) => ({ ...metric, asOf: null }));
      const next = JSON.stringify({ metrics, dashboards, rules, routes, events: [...loaded.events] });
      // The same definitions again must not rebuild every panel.
      // Without the catalog less is known than before: what is on the screen stays.
      const less = loaded.events.size === 0 && (definitions.value?.events.size ?? 0) > 0;
      if (less) return;
      if (next !== known || definitions.value?.events.size === 0) definitions.value = loaded;
      known = next;
      unreachable.value = false;
    } catch {
      unreachable.value = true;
      setTimeout(() => void load(), definitionsRetryMs);
    }
  };
  void load();
  // Definitions may be read anew without a restart; a screen that is open all day has to learn of it.
  setInterval(() => {
    if (!unreachable.value && connection.value.state === 'open' && !document.hidden) void load();
  }, definitionsEveryMs);
  watch(
    () => connection.value.state,
    (state, before) => {
      if (state === 'open' && before === 'lost') void load();
    },
  );
  return { definitions, unreachable };
};

/** Everything the features share. Call once, inside an effect scope that lives as long as the page. */
export const createPage = (router: Router): Page => {
  const address = createAddress(router);
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
  const { preferences, theme, choose } = usePreferences(address);
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
  const words = computed(() => {
    const events = definitions.value?.events.values() ?? [];
    return catalogWords(events, preferences.value.language, text.value.groups);
  });
  return {
    live,
    address,
    keyboard: createKeyboard(),
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
    words,
    title: shallowRef(''),
    scope: shallowRef(wholeScope),
    toasts: createToasts(),
    ...createAnnouncer(),
    clock,
  };
};
