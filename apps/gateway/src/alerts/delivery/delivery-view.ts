import type { Alert, AlertStatus } from '@tidewatch/contract/alerts';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { activeStatus, type DeliveryFacts } from '@tidewatch/core/alerting/book/alert-episode';
import { routeFinder, type RouteFinder } from '@tidewatch/core/alerting/delivery/dispatch/find-routes';
import { Inhibitor } from '@tidewatch/core/alerting/delivery/inhibit/inhibitor';
import { isMuted } from '@tidewatch/core/alerting/delivery/mute/is-muted';
import { SilenceBook } from '@tidewatch/core/alerting/delivery/silence/silence-book';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { NotificationList } from './notification-list.ts';

/** What delivery makes of an alert, for those who look at it: what keeps it quiet, and how far it has escalated. */
export class DeliveryView implements DeliveryFacts {
  readonly silences = new SilenceBook();
  readonly #clock: Clock;
  readonly #view: Pick<LiveView, 'catalog'>;
  readonly #notifications: NotificationList;
  readonly #firing = new Map<string, Alert>();
  #catalog: Catalog | null = null;
  #find: RouteFinder = () => [];
  #inhibitor = new Inhibitor([]);

  constructor(clock: Clock, view: Pick<LiveView, 'catalog'>, notifications: NotificationList) {
    this.#clock = clock;
    this.#view = view;
    this.#notifications = notifications;
  }

  follow(alert: Alert): void {
    this.#followCatalog();
    if (alert.state === 'firing') {
      this.#firing.set(alert.id, alert);
      this.#inhibitor.fire(alert);
    } else if (this.#firing.delete(alert.id)) this.#inhibitor.resolve(alert);
  }

  statusOf(alert: Alert): AlertStatus {
    this.#followCatalog();
    const { labels } = alert;
    const now = this.#clock.now();
    const silencedBy = this.silences.hiding(labels, now).map(({ id }) => id);
    const inhibitedBy = this.#inhibitor.inhibits(alert);
    const timings = new Set(this.#find(labels).flatMap(({ muteTimings }) => muteTimings));
    const mutedBy = (this.#catalog?.muteTimings ?? [])
      .filter((timing) => timings.has(timing.muteTiming) && isMuted(timing, now))
      .map(({ muteTiming }) => muteTiming);
    if (silencedBy.length === 0 && inhibitedBy === null && mutedBy.length === 0) return activeStatus;
    return { state: 'suppressed', silencedBy, inhibitedBy: inhibitedBy === null ? [] : [inhibitedBy], mutedBy };
  }

  escalated({ id }: Alert): number {
    return this.#notifications.escalated(id);
  }

  #followCatalog(): void {
    const { catalog } = this.#view;
    if (catalog === this.#catalog) return;
    this.#catalog = catalog;
    this.#find = routeFinder(catalog?.routes ?? []);
    this.#inhibitor = new Inhibitor(catalog?.inhibitions ?? []);
    for (const alert of this.#firing.values()) this.#inhibitor.fire(alert);
  }
}
