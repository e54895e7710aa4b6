import type { Alert } from '@tidewatch/contract/alerts';
import type { Receiver, ReceiverTarget } from '@tidewatch/contract/catalog/delivery';
import type { SecretReference } from '@tidewatch/contract/catalog/delivery-definitions';
import { errorOfAnswer } from '@tidewatch/core/alerting/delivery/notify/error-of-answer';
import type { Notification, Notifier } from '@tidewatch/core/ports/notifier';
import type { OutboundHttp } from '@tidewatch/core/ports/outbound-http';

/** An alert that is not repeated in time must not end by itself: so much longer than the repeat. */
const graceMs = 15 * 60_000;

export interface AlertmanagerOptions {
  readonly receiver: Receiver & { readonly target: Extract<ReceiverTarget, { kind: 'alertmanager' }> };
  readonly http: OutboundHttp;
  readonly secret: (reference: SecretReference) => Promise<string>;
}

/** Hands alerts to an Alertmanager (`POST /api/v2/alerts`), which has routes and silences of its own. A repeat changes nothing there. */
export function createAlertmanagerNotifier({ receiver, http, secret }: AlertmanagerOptions): Notifier {
  const { url, token } = receiver.target;
  return {
    edits: false,
    async notify(notification) {
      const answer = await http.send({
        method: 'POST',
        url: `${url.replace(/\/+$/, '')}/api/v2/alerts`,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Tidewatch',
          ...(token === undefined ? {} : { authorization: `Bearer ${await secret(token)}` }),
        },
        body: JSON.stringify(notification.alerts.map((alert) => entryOf(alert, notification))),
        allowPrivate: receiver.allowPrivate,
      });
      const error = errorOfAnswer(answer, 'The Alertmanager', notification.at);
      if (error !== null) throw error;
      return { provider: { id: notification.id } };
    },
    async close() {},
  };
}

function entryOf(alert: Alert, { at, message, repeatIntervalMs }: Notification): unknown {
  const section = message.sections.find((one) => one.alert === alert.id);
  const open = message.actions.find(({ kind }) => kind === 'open')?.url;
  return {
    labels: labelsOf(alert),
    annotations: {
      summary: section?.title ?? alert.rule,
      description: [section?.against, section?.since, section?.driver].filter((line) => line).join('\n'),
      ...(alert.runbook === null ? {} : { runbook_url: alert.runbook }),
    },
    startsAt: new Date(alert.firingSince ?? alert.activeSince).toISOString(),
    endsAt: new Date(alert.resolvedAt ?? at + repeatIntervalMs + graceMs).toISOString(),
    ...(open ? { generatorURL: open } : {}),
  };
}

/** Label names as Alertmanager takes them: letters, digits and `_`; empty values are no labels there. */
function labelsOf({ labels, rule }: Alert): Record<string, string> {
  const entries = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_'), value] as const);
  return { alertname: rule, ...Object.fromEntries(entries) };
}
