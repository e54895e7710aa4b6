import type { Alert, AlertTransition } from '@tidewatch/contract/alerts';
import type { Receiver, Route } from '@tidewatch/contract/catalog/delivery';
import type { DeliveryCatalog } from '@tidewatch/core/alerting/delivery/delivery-engine';

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
export function firing(id: string, at: number): AlertTransition {
  const alert: Alert = {
    id,
    rule: 'high_cancellations',
    title: 'Cancelled orders',
    description: '',
    owner: '',
    runbook: null,
    dashboard: null,
    severity: 'warning',
    group: { city: id },
    labels: { alertname: 'high_cancellations', city: id },
    metric: 'cancellations',
    unit: null,
    good: 'down',
    overMs: 300_000,
    where: [],
    condition: 'value > 20',
    state: 'firing',
    flapping: false,
    activeSince: at,
    firingSince: at,
    resolvedAt: null,
    lastEvaluatedAt: at,
    evidence: { value: 24, count: 24, previous: null, baseline: null, target: null, data: 'ok' },
    peak: null,
    driver: null,
  };
  return {
    v: 1,
    kind: 'transition',
    id,
    sequence: 1,
    cause: 'crossed',
    from: 'inactive',
    to: 'firing',
    at,
    recordedAt: at,
    alert,
  };
}
