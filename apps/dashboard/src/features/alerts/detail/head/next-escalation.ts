import type { AlertItem } from '@tidewatch/contract/alerts';
import type { Route } from '@tidewatch/contract/catalog/delivery';
import type { NotificationItem } from '@tidewatch/contract/operations/notifications';

export interface Escalation {
  readonly receiver: string;
  /** Epoch ms. */
  readonly at: number;
}

const flat = (routes: readonly Route[]): readonly Route[] => routes.flatMap((route) => [route, ...flat(route.routes)]);

/** Who is told next when nobody acknowledges, by the routes that told somebody already; null for nobody. */
export const nextEscalation = (
  alert: Pick<AlertItem, 'state' | 'acknowledged' | 'firingSince'>,
  notifications: readonly NotificationItem[],
  routes: readonly Route[],
  nowMs: number,
): Escalation | null => {
  const { state, acknowledged, firingSince } = alert;
  if (state !== 'firing' || acknowledged !== null || firingSince === null) return null;
  const used = new Set(notifications.map(({ route }) => route));
  const steps = flat(routes)
    .filter(({ key }) => used.has(key))
    .flatMap(({ escalate }) => escalate.map(({ afterMs, receiver }) => ({ receiver, at: firingSince + afterMs })))
    .filter(({ at }) => at > nowMs)
    .sort((one, other) => one.at - other.at);
  return steps[0] ?? null;
};
