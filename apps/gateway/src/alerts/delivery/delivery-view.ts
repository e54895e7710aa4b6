import type { Alert } from '@tidewatch/contract/alerts';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { DeliveryFacts } from '@tidewatch/core/alerting/book/alert-episode';
import { routeFinder, type RouteFinder } from '@tidewatch/core/alerting/delivery/dispatch/find-routes';
import { isMuted } from '@tidewatch/core/alerting/delivery/mute/is-muted';
import { SilenceBook } from '@tidewatch/core/alerting/delivery/silence/silence-book';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { NotificationList } from './notification-list.ts';

/** What delivery makes of an alert, for those who look at it: what hides it, and how far it has escalated. */
export class DeliveryView implements DeliveryFacts {
  readonly silences = new SilenceBook();
  readonly #clock: Clock;
  readonly #view: Pick<LiveView, 'catalog'>;
  readonly #notifications: NotificationList;
  #catalog: Catalog | null = null;
  #find: RouteFinder = () => [];

  constructor(clock: Clock, view: Pick<LiveView, 'catalog'>, notifications: NotificationList) {
    this.#clock = clock;
    this.#view = view;
    this.#notifications = notifications;
  }

  hiddenBy({ labels }: Alert): readonly string[] {
    const now = this.#clock.now();
    const timings = new Set(this.#routes()(labels).flatMap(({ muteTimings }) => muteTimings));
    const muting = (this.#catalog?.muteTimings ?? []).filter(
      (timing) => timings.has(timing.muteTiming) && isMuted(timing, now),
    );
    return [...this.silences.hiding(labels, now).map(({ id }) => id), ...muting.map(({ muteTiming }) => muteTiming)];
  }

  escalated({ id }: Alert): number {
    return this.#notifications.escalated(id);
  }

  #routes(): RouteFinder {
    const { catalog } = this.#view;
    if (catalog !== this.#catalog) {
      this.#catalog = catalog;
      this.#find = routeFinder(catalog?.routes ?? []);
    }
    return this.#find;
  }
}
