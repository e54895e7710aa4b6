import type { AlertTransition } from '@tidewatch/contract/alerts';
import { expect, it } from 'vitest';
import { AlertBook } from '../../alerting/book/alert-book.ts';
import { AlertsRoom } from './alerts-room.ts';

const firing: AlertTransition = {
  v: 1,
  kind: 'transition',
  id: 'a1',
  sequence: 1,
  cause: 'crossed',
  from: 'inactive',
  to: 'firing',
  at: 1_000,
  recordedAt: 1_001,
  alert: {
    id: 'a1',
    rule: 'many',
    title: 'Many',
    description: '',
    owner: 'ops',
    runbook: null,
    dashboard: null,
    severity: 'critical',
    group: {},
    labels: { alertname: 'many' },
    metric: 'cancellations',
    unit: null,
    good: 'down',
    overMs: 300_000,
    where: [],
    condition: 'value > 20',
    state: 'firing',
    flapping: false,
    activeSince: 1_000,
    firingSince: 1_000,
    resolvedAt: null,
    lastEvaluatedAt: 1_000,
    evidence: { value: 24, count: 24, previous: null, baseline: null, target: null, data: 'ok' },
    peak: null,
    driver: null,
  },
};

it('says when a silence begins to hide an alert, and when it ends, though no alert changed', () => {
  let silences: readonly string[] = [];
  const book = new AlertBook({
    follow: () => undefined,
    statusOf: () => ({
      state: silences.length > 0 ? 'suppressed' : 'active',
      silencedBy: silences,
      inhibitedBy: [],
      mutedBy: [],
    }),
    escalated: () => 0,
  });
  book.take(firing);
  const room = new AlertsRoom(book, { state: [], rule: [], label: [], limit: 10 });
  const asks = () =>
    Array.from({ length: 6 }, () => room.next()).flatMap((message) =>
      message?.changes?.kind === 'alerts' ? [message.changes.answer.alerts.map(({ status }) => status.silencedBy)] : [],
    );
  expect(asks()).toEqual([[[]]]);
  silences = ['s1'];
  expect(asks()).toEqual([[['s1']]]);
  silences = [];
  expect(asks()).toEqual([[[]]]);
});
