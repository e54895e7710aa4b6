import { computed, proxyRefs, shallowRef, watch } from 'vue';
import { START_LOCATION, type Router } from 'vue-router';
import { instantText, isRelativeTime, resolveTime } from '../time/resolve-time.ts';
import { defaultAddress, type Address, type AddressState } from './address.ts';
import { formatAddress } from './format-address.ts';
import { parseAddress } from './parse-address.ts';
import { queryText, toQueryRecord, type QueryRecord } from './query-record.ts';

/** What a visit to another page keeps. */
const kept = ({ from, to, compare, where, tz, wall, theme }: AddressState): AddressState => ({
  ...defaultAddress,
  from,
  to,
  compare,
  where,
  tz,
  wall,
  theme,
});

/** The same value again as the same object: who watches it must not hear of a change elsewhere in the address. */
const steady = <Value>(read: () => Value) =>
  computed<Value>((before) => {
    const next = read();
    return before !== undefined && JSON.stringify(before) === JSON.stringify(next) ? before : next;
  });

const frozenState = (state: AddressState, clockMs: number): AddressState => {
  // The minute that is still filling would go on filling in what is frozen: numbers are kept by the minute.
  const nowMs = Math.floor(clockMs / 60_000) * 60_000;
  const at = (text: string, edge: 'start' | 'end') =>
    instantText(Math.min(nowMs, resolveTime(text, { nowMs, zone: state.tz, edge })));
  const { drill } = state;
  return {
    ...state,
    from: at(state.from, 'start'),
    to: at(state.to, 'end'),
    drill: drill === null ? null : { ...drill, from: at(drill.from, 'start'), to: at(drill.to, 'end') },
  };
};

/** The address of `router`'s current page. Call inside an effect scope that lives as long as the page. */
export const createAddress = (router: Router): Address => {
  const { currentRoute } = router;
  // The first route is known before its page is loaded.
  const route = () =>
    currentRoute.value === START_LOCATION ? router.resolve(router.options.history.location) : currentRoute.value;
  const path = () => route().path;
  const query = shallowRef<QueryRecord>(toQueryRecord(route().query));
  // The router answers a turn later: until then what was asked for holds, so that two changes at once both count.
  watch(currentRoute, (reached) => (query.value = toQueryRecord(reached.query)), { flush: 'sync' });
  const parsed = computed(() => parseAddress(query.value));
  const state = computed(() => parsed.value.state);

  const change: Address['change'] = (partial, { replace = false } = {}) => {
    const next = formatAddress({ ...state.value, ...partial });
    if (queryText(next) === queryText(query.value)) return;
    query.value = next;
    void router[replace ? 'replace' : 'push'](path() + queryText(next));
  };
  const link: Address['link'] = (to, partial = {}) =>
    to + queryText(formatAddress({ ...kept(state.value), ...partial }));

  return proxyRefs({
    from: computed(() => state.value.from),
    to: computed(() => state.value.to),
    step: computed(() => state.value.step),
    compare: computed(() => state.value.compare),
    where: steady(() => state.value.where),
    by: computed(() => state.value.by),
    tz: computed(() => state.value.tz),
    wall: computed(() => state.value.wall),
    theme: computed(() => state.value.theme),
    drill: steady(() => state.value.drill),
    event: computed(() => state.value.event),
    case: computed(() => state.value.case),
    extras: steady(() => state.value.extras),
    frozen: computed(() => !isRelativeTime(state.value.from) && !isRelativeTime(state.value.to)),
    ignored: steady(() => parsed.value.ignored),
    change,
    extra: (key: string, options?: { readonly replace?: boolean }) =>
      computed({
        get: () => state.value.extras[key] ?? null,
        set: (value) => change({ extras: { ...state.value.extras, [key]: value ?? '' } }, options),
      }),
    openEvents: (drill: Address['drill']) => change({ drill, event: null }),
    openEvent: (event: string | null) => change({ event }),
    link,
    go: (to: string, partial?: Partial<AddressState>) => void router.push(link(to, partial)),
    frozenUrl: (nowMs: number) =>
      new URL(path() + queryText(formatAddress(frozenState(state.value, nowMs))), location.origin).href,
  });
};
