import type { Alert, AlertTransition } from '@tidewatch/contract/alerts';

/** An alert that fires since `at`, without groups, with what a test is about put over it. */
export const sampleAlert = (at: number, change: Partial<Alert> = {}): Alert => ({
  id: 'a1',
  rule: 'high_cancellations',
  title: 'Cancelled orders',
  description: '',
  owner: 'ops',
  runbook: null,
  dashboard: null,
  severity: 'warning',
  group: {},
  labels: { alertname: 'high_cancellations' },
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
  ...change,
});

/** Its first transition: from nothing to firing, recorded at once. */
export const firstTransition = (alert: Alert): AlertTransition => ({
  v: 1,
  kind: 'transition',
  id: alert.id,
  sequence: 1,
  cause: 'crossed',
  from: 'inactive',
  to: alert.state,
  at: alert.activeSince,
  recordedAt: alert.activeSince,
  alert,
});
