import type { NotificationItem } from '@tidewatch/contract/operations/notifications';

/** Has not arrived, and something went wrong on the way. */
export const isFailing = ({ status, fault }: NotificationItem): boolean =>
  status === 'failed' || status === 'given-up' || (fault !== null && (status === 'queued' || status === 'sending'));

export const statusLooks = {
  queued: { tone: 'plain', icon: 'hourglass' },
  sending: { tone: 'plain', icon: 'hourglass' },
  sent: { tone: 'good', icon: 'ok' },
  failed: { tone: 'bad', icon: 'stop' },
  'given-up': { tone: 'bad', icon: 'cancel' },
  superseded: { tone: 'plain', icon: 'swap' },
} as const satisfies Record<NotificationItem['status'], unknown>;
