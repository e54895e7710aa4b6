import type { Alert } from '@tidewatch/contract/alerts';
import type { ReceiverHealth } from '../dedupe/notification-book.ts';

/** The rule of the alerts that delivery raises about itself. */
export const deliveryFailing = 'tidewatch_delivery_failing';

/** Nothing gets through to a receiver for so long: somebody else is told. At once where no retry makes sense. */
const failingAfterMs = 60_000;

/** The alert about a receiver, and when it fires. The same after a restart: it is made of the notification log alone. */
export function alertAboutReceiver(
  receiver: string,
  { failingSince, lastFailure }: ReceiverHealth,
): { readonly alert: Alert; readonly firesAt: number } | null {
  if (failingSince === null || lastFailure === null) return null;
  const firesAt = lastFailure.nextTryAt === null ? failingSince : failingSince + failingAfterMs;
  return {
    firesAt,
    alert: {
      id: `${deliveryFailing}:${receiver}:${failingSince}`,
      rule: deliveryFailing,
      title: {
        en: 'Nothing gets through to a receiver',
        id: 'Tidak ada pesan yang sampai ke suatu penerima',
      },
      description: '',
      owner: '',
      runbook: null,
      dashboard: null,
      severity: 'critical',
      group: { receiver },
      labels: { alertname: deliveryFailing, severity: 'critical', receiver },
      metric: deliveryFailing,
      unit: null,
      good: null,
      overMs: 0,
      where: [],
      condition: lastFailure.why,
      state: 'firing',
      flapping: false,
      activeSince: failingSince,
      firingSince: firesAt,
      resolvedAt: null,
      lastEvaluatedAt: lastFailure.at,
      evidence: { value: null, count: 0, previous: null, baseline: null, target: null, data: 'ok' },
      peak: null,
      driver: null,
    },
  };
}
