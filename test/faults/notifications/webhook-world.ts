import type { AlertTransition } from '@tidewatch/contract/alerts';
import type { Receiver, Route } from '@tidewatch/contract/catalog/delivery';
import type { DeliveryCatalog } from '@tidewatch/core/alerting/delivery/delivery-engine';
import { firstTransition, sampleAlert } from '@tidewatch/testkit/notifier-suite/sample-alert';

/** One route to one webhook on this machine; every alert by itself, at once. */
export function catalogOfWebhook(url: string): DeliveryCatalog {
  const receiver: Receiver = {
    receiver: 'desk',
    title: 'desk',
    owner: '',
    language: 'en',
    zone: 'UTC',
    allowPrivate: true,
    rateLimit: { messages: 10_000, perMs: 3_600_000 },
    target: { kind: 'webhook', url },
  };
  const route: Route = {
    key: 'desk',
    matchers: [],
    receiver: 'desk',
    groupBy: null,
    groupWaitMs: 0,
    groupIntervalMs: 1_000,
    repeatIntervalMs: 86_400_000,
    muteTimings: [],
    escalate: [],
    continue: true,
    fallback: false,
    routes: [],
  };
  return { receivers: [receiver], routes: [route], inhibitions: [], muteTimings: [] };
}

/** An alert begins to fire. */
export const firing = (id: string, at: number): AlertTransition =>
  firstTransition(
    sampleAlert(at, { id, group: { city: id }, labels: { alertname: 'high_cancellations', city: id }, owner: '' }),
  );
