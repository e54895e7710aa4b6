import type { LocalText } from '../queries.ts';
import type { LabelMatcher } from '../operations/silences.ts';
import type {
  AlertmanagerDefinition,
  EmailDefinition,
  MuteInterval,
  SlackDefinition,
  WebhookDefinition,
} from './delivery-definitions.ts';

/** How a receiver is reached. Holds references to secrets, never the secrets. */
export type ReceiverTarget =
  | { readonly kind: 'log' }
  | ({ readonly kind: 'slack' } & SlackDefinition)
  | ({ readonly kind: 'email' } & EmailDefinition)
  | ({ readonly kind: 'webhook' } & WebhookDefinition)
  | ({ readonly kind: 'alertmanager' } & AlertmanagerDefinition);

/** A receiver after normalisation. */
export interface Receiver {
  readonly receiver: string;
  readonly title: LocalText;
  readonly owner: string;
  readonly language: 'en' | 'id';
  readonly zone: string;
  readonly allowPrivate: boolean;
  readonly rateLimit: { readonly messages: number; readonly perMs: number };
  readonly target: ReceiverTarget;
}

/** A route or a branch of one, with everything that it takes from its parent. */
export interface Route {
  /** Names and matchers from the root on: stays the same while they do. */
  readonly key: string;
  readonly matchers: readonly LabelMatcher[];
  readonly receiver: string;
  /** Null: every alert by itself. */
  readonly groupBy: readonly string[] | null;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly muteTimings: readonly string[];
  /** In order of time. */
  readonly escalate: readonly { readonly afterMs: number; readonly receiver: string }[];
  readonly continue: boolean;
  /** Of a root: only for alerts that no other root took. */
  readonly fallback: boolean;
  readonly routes: readonly Route[];
}

/** An inhibition after normalisation. */
export interface Inhibition {
  readonly inhibition: string;
  readonly source: readonly LabelMatcher[];
  readonly target: readonly LabelMatcher[];
  readonly equal: readonly string[];
}

/** A mute timing after normalisation. */
export interface MuteTiming {
  readonly muteTiming: string;
  readonly zone: string;
  readonly intervals: readonly MuteInterval[];
}
