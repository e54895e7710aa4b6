import type { Alert } from '@tidewatch/contract/alerts';
import type { QueuedRecord } from '@tidewatch/contract/operations/notifications';
import { composeMessage } from '@tidewatch/core/alerting/messages/compose-message';
import type { Notification } from '@tidewatch/core/ports/notifier';
import { sampleAlert } from './sample-alert.ts';

const now = Date.UTC(2026, 10, 21, 7, 5);

/** A name as somebody hostile would choose it: for Slack, HTML, mail headers and plain text. */
export const hostileText =
  "<!channel> <@U123> <https://evil.example|Acknowledge> *bold* <script>alert(1)</script> \"onload='x'\r\nBcc: victim@evil.example\r\n\r\n\u202Egnp.exe";

/** A notification about one firing alert, with a chart; the same id each time. */
export function sampleNotification(
  choices: { readonly hostile?: boolean; readonly perhapsRepeated?: boolean; readonly resolved?: boolean } = {},
): Notification {
  const { hostile = false, perhapsRepeated = false, resolved = false } = choices;
  const alert = alertOf(hostile ? hostileText : 'Surabaya', hostile ? hostileText : 'Cancelled orders', resolved);
  const queued: QueuedRecord = {
    v: 1,
    kind: 'notification',
    id: 'msg_5f0c0ffee5f0c0ffee5f0c0f',
    at: now,
    status: 'queued',
    receiver: 'suite',
    group: { key: 'operations:{}', route: 'operations', labels: { alertname: alert.rule } },
    step: 0,
    reason: resolved ? 'resolved' : 'firing',
    alerts: [alert],
    told: [{ id: alert.id, series: 's', state: resolved ? 'resolved' : 'firing', flapping: false }],
    owners: {},
    notBefore: now,
    edits: null,
    supersedes: [],
    perhapsRepeated: false,
  };
  return {
    id: queued.id,
    receiver: 'suite',
    reason: queued.reason,
    group: queued.group,
    alerts: queued.alerts,
    message: composeMessage({
      queued,
      receiver: { receiver: 'suite', language: 'en', zone: 'Asia/Jakarta' },
      perhapsRepeated,
      picture: {
        title: hostile ? hostileText : 'Cancelled orders · Surabaya',
        aside: 'every 5 min, WIB',
        language: 'en',
        zone: 'Asia/Jakarta',
        unit: null,
        points: Array.from({ length: 36 }, (_, index) => [now - (36 - index) * 300_000, 8 + (index % 7) + index / 3]),
        lastWeek: Array.from({ length: 36 }, (_, index) => [now - (36 - index) * 300_000, 9 + (index % 4)]),
        lastWeekText: 'last week',
        threshold: { side: 'above', value: 20 },
        thresholdText: 'Threshold',
        firingSince: now - 1_380_000,
        resolvedAt: null,
        summary: hostile ? hostileText : 'Chart: cancelled orders',
      },
      links: {
        acknowledge: 'https://tidewatch.example/act/token',
        silence: null,
        open: 'https://tidewatch.example/alerts/a1',
      },
      now,
    }),
    edits: null,
    perhapsRepeated,
    at: now,
    repeatIntervalMs: 14_400_000,
  };
}

const alertOf = (city: string, title: string, resolved: boolean): Alert =>
  sampleAlert(now, {
    title: { en: title, id: 'Pesanan dibatalkan' },
    owner: 'ops-pharmacy',
    runbook: 'https://wiki.example/cancellations',
    dashboard: '/d/operations',
    severity: 'critical',
    group: { city },
    labels: { alertname: 'high_cancellations', severity: 'critical', city },
    state: resolved ? 'resolved' : 'firing',
    activeSince: now - 1_680_000,
    firingSince: now - 1_380_000,
    resolvedAt: resolved ? now : null,
    evidence: {
      value: 24,
      count: 24,
      previous: { day: 11, week: 12 },
      baseline: { median: 10, spread: 3 },
      target: null,
      data: 'ok',
    },
    peak: { value: 26, at: now - 300_000 },
    driver: { dimension: 'merchantId', value: city, now: 15, before: 2, share: 0.62 },
  });
