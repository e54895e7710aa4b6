import type { Settings } from '@tidewatch/contract/settings';
import { AlertBook } from '@tidewatch/core/alerting/book/alert-book';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import type { FastifyInstance } from 'fastify';
import type { GatewayParts } from '../doors/gateway-parts.ts';
import { AlertDesk } from './alert-desk.ts';
import { DeliveryView } from './delivery/delivery-view.ts';
import { NotificationList } from './delivery/notification-list.ts';
import { openDeliveryDoors } from './delivery/open-delivery-doors.ts';
import { SilenceDesk } from './delivery/silence-desk.ts';
import { openAlertsDoors } from './open-alerts-doors.ts';
import { openRulesDoors } from './open-rules-doors.ts';

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

  constructor({ log, clock, telemetry, view }: AlertingOptions) {
    this.#notifications = new NotificationList(log, telemetry);
    const delivery = new DeliveryView(clock, view, this.#notifications);
    this.alerts = new AlertDesk(log, clock, telemetry, new AlertBook(delivery));
    this.silences = new SilenceDesk(log, clock, this.alerts.book, delivery.silences);
  }

  /** Resolves when everything that the topics held has been read. */
  async start(): Promise<void> {
    await Promise.all([this.alerts.start(), this.#notifications.start()]);
  }

  stop(): void {
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
