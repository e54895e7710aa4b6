import { TidewatchError } from '@tidewatch/contract/errors';
import type { LabelMatcher } from '@tidewatch/contract/operations/silences';
import type { AlertDesk } from '../alert-desk.ts';
import type { NotificationList } from './notification-list.ts';
import type { SilenceDesk } from './silence-desk.ts';

const hourMs = 3_600_000;

/** Who presses a button, and where. */
export interface Presser {
  readonly by: string;
  readonly via: 'slack' | 'email';
}

/** What the buttons of a message do to the alerts that it is about. */
export class NotificationActions {
  readonly #notifications: NotificationList;
  readonly #alerts: AlertDesk;
  readonly #silences: SilenceDesk;

  constructor(notifications: NotificationList, alerts: AlertDesk, silences: SilenceDesk) {
    this.#notifications = notifications;
    this.#alerts = alerts;
    this.#silences = silences;
  }

  /** Acknowledges every alert of the message that is known; those that are over change nothing. Resolves with how many. */
  async acknowledge(notification: string, { by, via }: Presser): Promise<number> {
    let acknowledged = 0;
    for (const { id } of this.#notifications.get(notification)?.told ?? []) {
      try {
        await this.#alerts.act(id, { kind: 'alert-acknowledge', by, via });
        acknowledged += 1;
      } catch (error) {
        // Gone from the list since: nothing is left to acknowledge.
        if (!(error instanceof TidewatchError) || error.code !== 'unknown_alert') throw error;
      }
    }
    return acknowledged;
  }

  /** Silences the group of the message for an hour. False for a message that is too old. */
  async silence(notification: string, { by, via }: Presser): Promise<boolean> {
    const queued = this.#notifications.get(notification);
    const labels = Object.entries(queued?.group.labels ?? {});
    const [first] = queued?.alerts ?? [];
    const named = labels.length > 0 ? labels : Object.entries(first?.labels ?? {});
    if (named.length === 0) return false;
    const matchers = named.map(([label, value]): LabelMatcher => ({ label, op: '=', value }));
    await this.#silences.create({ matchers, by, comment: '', durationMs: hourMs }, via);
    return true;
  }
}
