import type { PipelineSnapshot } from '@tidewatch/contract/socket';
import type { ComputedRef, InjectionKey, Ref, ShallowRef } from 'vue';
import type { Definitions } from '../catalog/definitions.ts';
import type { Messages } from '../i18n/messages.ts';
import type { Connection, LiveClient } from '../live/live-client.ts';
import type { LiveView } from '../live/live-view.ts';
import type { Preferences } from '../preferences/preferences.ts';

/** What every feature shares: one socket, one clock, one set of choices. */
export interface Page {
  readonly live: LiveClient;
  readonly connection: Readonly<ShallowRef<Connection>>;
  readonly pipeline: Readonly<ShallowRef<LiveView<PipelineSnapshot>>>;
  /** Server clock, epoch ms; moves once a second and stands still while paused. */
  readonly nowMs: Readonly<ShallowRef<number>>;
  readonly paused: Readonly<Ref<boolean>>;
  togglePause(): void;
  /** Null until the gateway answered once. */
  readonly definitions: Readonly<ShallowRef<Definitions | null>>;
  readonly unreachable: Readonly<Ref<boolean>>;
  readonly preferences: Readonly<ShallowRef<Preferences>>;
  choose(change: Partial<Preferences>): void;
  readonly theme: ComputedRef<'light' | 'dark'>;
  readonly text: ComputedRef<Messages>;
}

export const pageKey: InjectionKey<Page> = Symbol('page');
