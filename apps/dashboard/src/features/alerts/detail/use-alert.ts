import type { AlertDetail } from '@tidewatch/contract/alerts';
import type { NotificationItem, NotificationsAnswer } from '@tidewatch/contract/operations/notifications';
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import { readJson } from '../../../shared/alerts/read-json.ts';
import { useAlerts } from '../../../shared/alerts/use-alerts.ts';

const retryMs = 3_000;
/** Deliveries move without the alert changing. */
const notificationsEveryMs = 5_000;

export interface AlertDetailView {
  readonly state: ComputedRef<'loading' | 'missing' | 'unreachable' | 'known'>;
  readonly detail: Readonly<ShallowRef<AlertDetail | null>>;
  /** Oldest first; null while they are not known. */
  readonly notifications: Readonly<ShallowRef<readonly NotificationItem[] | null>>;
  /** What an act answered: newer than what was read. */
  take(detail: AlertDetail): void;
}

/** One episode with its timeline and deliveries, read again whenever the live list says that it changed. */
export const useAlert = (id: () => string): AlertDetailView => {
  const { alerts, view } = useAlerts();
  const detail = shallowRef<AlertDetail | null>(null);
  const notifications = shallowRef<readonly NotificationItem[] | null>(null);
  const came = shallowRef<'loading' | 'missing' | 'lost' | 'done'>('loading');
  const live = computed(() => JSON.stringify(alerts.value.find((alert) => alert.id === id()) ?? null));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ticket = 0;

  const read = async () => {
    clearTimeout(timer);
    const mine = (ticket += 1);
    const found = await readJson<AlertDetail>(`/v1/alerts/${encodeURIComponent(id())}`);
    if (mine !== ticket) return;
    came.value = found.came;
    if (found.came === 'done') detail.value = found.answer;
    if (found.came === 'missing') detail.value = null;
    if (found.came === 'lost') timer = setTimeout(() => void read(), retryMs);
  };
  const readNotifications = async () => {
    const asked = id();
    const found = await readJson<NotificationsAnswer>(`/v1/notifications?alert=${encodeURIComponent(asked)}`);
    if (asked !== id() || found.came !== 'done') return;
    notifications.value = found.answer.notifications.toSorted((one, other) => one.queuedAt - other.queuedAt);
  };
  const readAll = () => {
    void read();
    void readNotifications();
  };
  watch(
    id,
    () => {
      detail.value = null;
      notifications.value = null;
      came.value = 'loading';
      readAll();
    },
    { immediate: true },
  );
  watch([live, () => view.value.state], readAll);
  const every = setInterval(() => void readNotifications(), notificationsEveryMs);
  onScopeDispose(() => {
    ticket += 1;
    clearTimeout(timer);
    clearInterval(every);
  });
  return {
    detail,
    notifications,
    state: computed(() => {
      if (detail.value !== null) return 'known';
      return came.value === 'missing' ? 'missing' : came.value === 'lost' ? 'unreachable' : 'loading';
    }),
    take(answer) {
      ticket += 1;
      came.value = 'done';
      detail.value = answer;
    },
  };
};
