import { textOfSecret } from '@tidewatch/adapters/outbound';
import type { Settings } from '@tidewatch/contract/settings';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { FastifyInstance } from 'fastify';
import type { AlertDesk } from '../alert-desk.ts';
import { NotificationActions } from './notification-actions.ts';
import type { NotificationList } from './notification-list.ts';
import { openAcknowledgeDoor } from './open-acknowledge-door.ts';
import { openSilencesDoors } from './open-silences-doors.ts';
import { openSlackDoor } from './open-slack-door.ts';
import type { SilenceDesk } from './silence-desk.ts';

export interface DeliveryDoorsParts {
  readonly clock: Clock;
  readonly view: Pick<LiveView, 'catalog'>;
  readonly alerts: AlertDesk;
  readonly silences: SilenceDesk;
  readonly notifications: NotificationList;
  readonly settings: Pick<Settings, 'secretKey' | 'slack'>;
}

/** Doors about delivery: silences, notifications, and what the buttons of messages lead to. Throws `settings_invalid`. */
export async function openDeliveryDoors(app: FastifyInstance, parts: DeliveryDoorsParts): Promise<void> {
  const { clock, view, alerts, silences, notifications, settings } = parts;
  const actions = new NotificationActions(notifications, alerts, silences);
  const key = await textOfSecret(settings.secretKey);
  const signingSecret = await textOfSecret(settings.slack.signingSecret);
  openSilencesDoors(app, silences, notifications);
  // Forms are read here alone: elsewhere they would let other pages send what only our own may.
  await app.register(async (forms) => {
    const text = async (_: unknown, body: string): Promise<string> => body;
    forms.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, text);
    openSlackDoor(forms, actions, { clock, signingSecret });
    openAcknowledgeDoor(forms, { clock, view, notifications, actions, key });
  });
}
