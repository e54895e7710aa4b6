import type { LiveQuery, LiveUpdate } from '@tidewatch/contract/socket';
import type { LiveView } from './live-view.ts';
import { Subscription, type SubscriptionHost } from './subscription.ts';

export type LiveListener = (view: LiveView<never>) => void;

interface Shared {
  readonly subscription: Subscription;
  readonly listeners: Set<LiveListener>;
}

/** The subscriptions of a page: equal queries, by their text, share one. */
export class SharedSubscriptions {
  readonly #shared = new Map<string, Shared>();
  readonly #changed = new Set<Subscription>();

  /** Begins a subscription, or joins the one that asks the same. `isNew` says which; `end` takes the listener away again. */
  add(
    query: LiveQuery,
    listener: LiveListener,
    host: SubscriptionHost,
  ): { subscription: Subscription; isNew: boolean; end: () => void } {
    const key = JSON.stringify(query);
    const known = this.#shared.get(key);
    const { subscription, listeners } = known ?? { subscription: new Subscription(query, host), listeners: new Set() };
    this.#shared.set(key, { subscription, listeners });
    listeners.add(listener);
    const end = () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      this.#shared.delete(key);
      this.#changed.delete(subscription);
      subscription.end();
    };
    return { subscription, isNew: known === undefined, end };
  }

  changed(subscription: Subscription): void {
    this.#changed.add(subscription);
  }

  /** Tells the listeners of everything that changed since the last call. */
  publish(): void {
    const ready = new Set(this.#changed);
    this.#changed.clear();
    for (const { subscription, listeners } of this.#shared.values()) {
      if (!ready.has(subscription)) continue;
      const view = subscription.view() as LiveView<never>;
      for (const listener of listeners) listener(view);
    }
  }

  deliver(message: LiveUpdate): void {
    for (const subscription of this) if (subscription.room === message.room) subscription.updated(message);
  }

  uses(room: string): boolean {
    return [...this].some((subscription) => subscription.room === room);
  }

  *[Symbol.iterator](): Iterator<Subscription> {
    for (const { subscription } of this.#shared.values()) yield subscription;
  }
}
