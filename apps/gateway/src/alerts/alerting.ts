import type { Settings } from '@tidewatch/contract/settings';
import { AlertBook } from '@tidewatch/core/alerting/book/alert-book';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import type { FastifyInstance } from 'fastify';
import { timer, type Subscription } from 'rxjs';
import type { GatewayParts } from '../doors/gateway-parts.ts';
import { AlertDesk } from './alert-desk.ts';
import { DeliveryView } from './delivery/delivery-view.ts';
import { NotificationList } from './delivery/notification-list.ts';
import { openDeliveryDoors } from './delivery/open-delivery-doors.ts';
import { SilenceDesk } from './delivery/silence-desk.ts';
import { openAlertsDoors } from './open-alerts-doors.ts';
import { openRulesDoors } from './open-rules-doors.ts';

/** Silence of a receiver shows without anything happening. */
const lookEveryMs = 1_000;

export interface AlertingOptions {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly view: LiveView;
}

/** Alerts, who was told of them, and what hides them, as the topics say. */
export class Alerting {
  readonly alerts: AlertDesk;
  readonly silences: SilenceDesk;
  readonly #notifications: NotificationList;
  readonly #clock: Clock;
  #looking: Subscription | null = null;

  constructor({ log, clock, telemetry, view }: AlertingOptions) {
    this.#clock = clock;
    this.#notifications = new NotificationList(log, telemetry);
    const delivery = new DeliveryView(clock, view, this.#notifications);
    this.alerts = new AlertDesk(log, clock, telemetry, new AlertBook(delivery));
    this.silences = new SilenceDesk(log, clock, this.alerts.book, delivery.silences);
  }

  /** Resolves when everything that the topics held has been read. */
  async start(): Promise<void> {
    await Promise.all([this.alerts.start(), this.#notifications.start()]);
    this.#looking = timer(0, lookEveryMs).subscribe(() => this.#lookAtReceivers());
  }

  /** Delivery raises alerts about itself: they are made of the topic `notifications` alone, so nobody has to write them down. */
  #lookAtReceivers(): void {
    for (const alert of this.#notifications.receiverAlerts(this.#clock.now())) {
      const isFiring = alert.state === 'firing';
      const { id, lastEvaluatedAt: at } = alert;
      const step = isFiring
        ? ({ sequence: 1, cause: 'crossed', from: 'inactive', to: 'firing' } as const)
        : ({ sequence: 2, cause: 'cleared', from: 'firing', to: 'resolved' } as const);
      this.alerts.book.take({ v: 1, kind: 'transition', id, ...step, at, recordedAt: at, alert });
    }
  }

  stop(): void {
    this.#looking?.unsubscribe();
    this.alerts.stop();
    this.#notifications.stop();
  }

  async openDoors(
    app: FastifyInstance,
    parts: GatewayParts,
    settings: Pick<Settings, 'secretKey' | 'slack'>,
  ): Promise<void> {
    const { alerts, silences } = this;
    openAlertsDoors(app, alerts, parts);
    openRulesDoors(app, parts, alerts);
    const { clock, view } = parts;
    await openDeliveryDoors(app, { clock, view, alerts, silences, notifications: this.#notifications, settings });
  }
}
