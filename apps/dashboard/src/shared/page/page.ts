import type { PipelineSnapshot } from '@tidewatch/contract/socket';
import type { ComputedRef, InjectionKey, Ref, ShallowRef } from 'vue';
import type { Address } from '../address/address.ts';
import type { CatalogWords } from '../catalog/catalog-words.ts';
import type { Definitions } from '../catalog/definitions.ts';
import type { Messages } from '../i18n/messages.ts';
import type { Keyboard } from '../keyboard/keyboard.ts';
import type { Connection, LiveClient } from '../live/live-client.ts';
import type { LiveView } from '../live/live-view.ts';
import type { ServerClock } from '../time/server-clock.ts';
import type { Preferences } from '../preferences/preferences.ts';
import type { PageScope } from './page-scope.ts';
import type { Toasts } from './toasts.ts';

/** What every feature shares: one socket, one clock, one set of choices. */
export interface Page {
  readonly live: LiveClient;
  readonly address: Address;
  readonly keyboard: Keyboard;
  readonly connection: Readonly<ShallowRef<Connection>>;
  readonly pipeline: Readonly<ShallowRef<LiveView<PipelineSnapshot>>>;
  /** Server clock, epoch ms; moves once a second and stands still while paused. */
  readonly nowMs: Readonly<ShallowRef<number>>;
  readonly paused: Readonly<Ref<boolean>>;
  togglePause(): void;
  /** Null until the gateway answered once. */
  readonly definitions: Readonly<ShallowRef<Definitions | null>>;
  readonly unreachable: Readonly<Ref<boolean>>;
  /** The zone is that of the address. */
  readonly preferences: Readonly<Ref<Preferences>>;
  choose(change: Partial<Preferences>): void;
  readonly theme: ComputedRef<'light' | 'dark'>;
  readonly text: ComputedRef<Messages>;
  /** Names of dimensions and of their values. */
  readonly words: ComputedRef<CatalogWords>;
  /** Heading of the page and of the browser's tab; set it with `usePageTitle`. */
  readonly title: ShallowRef<string>;
  /** What the status bar offers; set it with `usePageScope`. */
  readonly scope: ShallowRef<PageScope>;
  readonly toasts: Toasts;
  /** Says something to those who listen to the page: politely, and not more often than can be heard. */
  announce(text: string): void;
  readonly spoken: Readonly<Ref<string>>;
  /** Goes on while the page is paused: for clocks on the wall. */
  readonly clock: ServerClock;
}

export const pageKey: InjectionKey<Page> = Symbol('page');
