import { createHmac } from 'node:crypto';
import type { Receiver, ReceiverTarget } from '@tidewatch/contract/catalog/delivery';
import type { SecretReference } from '@tidewatch/contract/catalog/delivery-definitions';
import { errorOfAnswer } from '@tidewatch/core/alerting/delivery/notify/error-of-answer';
import { NotifierError, type Notification, type Notifier } from '@tidewatch/core/ports/notifier';
import type { OutboundHttp } from '@tidewatch/core/ports/outbound-http';

export interface WebhookOptions {
  readonly receiver: Receiver & { readonly target: Extract<ReceiverTarget, { kind: 'webhook' }> };
  readonly http: OutboundHttp;
  readonly secret: (reference: SecretReference) => Promise<string>;
}

/**
 * Posts JSON to any address, signed as Standard Webhooks 1.0 says: `webhook-id` is the same for every attempt, so that the other side can
 * drop a repeat.
 */
export function createWebhookNotifier({ receiver, http, secret }: WebhookOptions): Notifier {
  const { target } = receiver;
  return {
    edits: false,
    async notify(notification) {
      const url = typeof target.url === 'string' ? target.url : await secret(target.url);
      const body = JSON.stringify(bodyOf(notification));
      const timestamp = String(Math.floor(notification.at / 1_000));
      const key = target.secret === undefined ? null : await secret(target.secret);
      const answer = await http.send({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Tidewatch',
          'webhook-id': notification.id,
          'webhook-timestamp': timestamp,
          ...(key === null ? {} : { 'webhook-signature': signature(key, notification.id, timestamp, body) }),
        },
        body,
        allowPrivate: receiver.allowPrivate,
      });
      const error = errorOfAnswer(answer, 'The webhook', notification.at);
      if (error !== null) throw error;
      return { provider: { id: notification.id } };
    },
    async close() {},
  };
}

/** `v1,` and the HMAC-SHA-256 over `id.timestamp.body`; the secret is base64 behind `whsec_`. */
function signature(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (key.length < 16)
    throw new NotifierError(
      'secret-missing',
      'The secret of the webhook is no base64 of at least 16 bytes (whsec_…).',
      {
        retry: false,
      },
    );
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

function bodyOf({ id, at, receiver, reason, group, alerts, message, perhapsRepeated }: Notification): unknown {
  const { headline, sections, actions, repeatNote } = message;
  return {
    v: 1,
    type: 'tidewatch.notification',
    timestamp: new Date(at).toISOString(),
    data: {
      notification: id,
      receiver,
      reason,
      perhapsRepeated,
      route: group.route,
      group: group.labels,
      headline,
      note: repeatNote,
      sections,
      links: Object.fromEntries(actions.flatMap(({ kind, url }) => (url === null ? [] : [[kind, url]]))),
      alerts: alerts.map((alert) => ({
        id: alert.id,
        rule: alert.rule,
        state: alert.state,
        severity: alert.severity,
        labels: alert.labels,
        metric: alert.metric,
        unit: alert.unit,
        condition: alert.condition,
        evidence: alert.evidence,
        peak: alert.peak,
        driver: alert.driver,
        flapping: alert.flapping,
        firingSince: alert.firingSince,
        resolvedAt: alert.resolvedAt,
        runbook: alert.runbook,
        dashboard: alert.dashboard,
      })),
    },
  };
}
