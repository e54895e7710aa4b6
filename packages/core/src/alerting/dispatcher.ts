import type { AlertOperation, AlertTransition } from '@tidewatch/contract/alerts';

/**
 * What makes people hear of alerts: the last stage of the alert path (evaluate → record in `alerts` → dispatch). The alerter makes one
 * when it begins to lead and stops it when it no longer does. Calls come one after the other, in this order:
 * `restore` once, then `take` and `operate` as things happen, `stop` once.
 */
export interface Dispatcher {
  /**
   * What the topics `alerts` and `operations` held when leading began, oldest first: transitions of one episode in sequence, repeats
   * dropped. MUST send what is owed and was not sent yet, and nothing a second time beyond what the notification log cannot know.
   */
  restore(held: DispatchHistory): Promise<void>;
  /**
   * A transition that is durable in the topic `alerts`. MUST return at once (queues are the dispatcher's own) and MUST NOT throw. May be
   * given twice for one (id, sequence) across a restart.
   */
  take(transition: AlertTransition): void;
  /** Somebody acknowledged, assigned or commented; durable in `operations`. MUST return at once and MUST NOT throw. */
  operate(operation: AlertOperation): void;
  /** Sends nothing more. Resolves when what was being sent is recorded, within a bounded time. */
  stop(): Promise<void>;
}

/** See `Dispatcher.restore`. */
export interface DispatchHistory {
  readonly transitions: readonly AlertTransition[];
  readonly operations: readonly AlertOperation[];
}
