/**
 * # The address
 *
 * Everything that makes two people see the same screen stands in the URL, and only there: time, scope, comparison, zone, what is open.
 *
 * ```ts
 * const address = useAddress();          // in setup; in plain code: page.address
 * address.where                          // reactive, never a ref: ['city:Surabaya', 'reason:out_of_stock']
 * address.change({ where: [] });         // a new entry in the history: Back undoes it
 * address.change({ from, to }, { replace: true });   // while a slider slides
 * ```
 *
 * - `from` and `to` are texts as the API takes them and go into a query as they are: `now-3h`, `now/d` (start of today in the zone; as
 *   `to`: its end) or an instant in UTC. Relative ones stay relative. For epoch ms use `useTimeRange(page)` (shared/page).
 * - `where` is ready for `where=` of the API: `dimension:value`, the same dimension is "or", another one "and". Sorted, no doubles.
 * - `compare` is `off` or an API shift: `1d`, `7d`, `28d`. Words for it: `compareBase` (shared/time).
 * - `openEvents({ metric | type, from, to, where })` opens the list of what was counted, `openEvent(id)` one event in it; `null` closes.
 * - `extra(key)` is a parameter of your feature's own, without a change here: a writable ref of a text or null. Prefix it with the
 *   feature's name (`feed.kind`).
 * - `link(path)` is the `href` of another page of the app with time, scope, zone and wall kept, and what is open closed. Use it in every
 *   link: a bare path would lose them. `go(path)` goes there.
 *
 * Equal states have equal URLs (fixed order, defaults left out), so a URL is a good cache key. What cannot be read is left out and named
 * in `ignored`; the shell says so. Nothing here throws.
 */
import type { WritableComputedRef } from 'vue';
import type { Zone } from '../time/zones.ts';

export const comparisons = ['off', '1d', '7d', '28d'] as const;
export type Comparison = (typeof comparisons)[number];

/** What was counted: the events of a metric or of a type, between two times, in a scope of their own. */
export interface Drill {
  /** Exactly one of the two is set. */
  readonly metric?: string;
  readonly type?: string;
  readonly from: string;
  readonly to: string;
  readonly where: readonly string[];
}

/** The state that a URL stands for. */
export interface AddressState {
  readonly from: string;
  readonly to: string;
  /** `5m`, `1h`, `1d`; null: chosen by the length of the range. */
  readonly step: string | null;
  readonly compare: Comparison;
  /** `dimension:value`. */
  readonly where: readonly string[];
  /** Dimension of the breakdown; null: the panel's own. */
  readonly by: string | null;
  readonly tz: Zone;
  readonly wall: boolean;
  /** For this address only, as a wall needs it; null: what the person chose. */
  readonly theme: 'light' | 'dark' | null;
  readonly drill: Drill | null;
  /** Identity of the one event that is open. */
  readonly event: string | null;
  /** Identity of the case that is open. */
  readonly case: string | null;
  /** Parameters of features, by their key. */
  readonly extras: Readonly<Record<string, string>>;
}

export const defaultAddress: AddressState = {
  from: 'now/d',
  to: 'now',
  step: null,
  compare: '7d',
  where: [],
  by: null,
  tz: 'Asia/Jakarta',
  wall: false,
  theme: null,
  drill: null,
  event: null,
  case: null,
  extras: {},
};

export interface ChangeOptions {
  /** No entry in the history: for what slides, and for what the page does by itself. */
  readonly replace?: boolean;
}

/** The state of the URL now, as reactive values, and how to change it. */
export interface Address extends Readonly<AddressState> {
  /** Both ends are instants: the screen shows a past that does not move. */
  readonly frozen: boolean;
  /** Parameters of the URL that could not be read. */
  readonly ignored: readonly string[];
  /** Takes effect at once; several changes in one turn are one entry in the history. */
  change(change: Partial<AddressState>, options?: ChangeOptions): void;
  extra(key: string, options?: ChangeOptions): WritableComputedRef<string | null>;
  openEvents(drill: Drill | null): void;
  openEvent(id: string | null): void;
  link(path: string, change?: Partial<AddressState>): string;
  go(path: string, change?: Partial<AddressState>): void;
  /** The whole URL with the range made absolute as of `nowMs` (epoch ms, server clock), for others to see the same. */
  frozenUrl(nowMs: number): string;
}
