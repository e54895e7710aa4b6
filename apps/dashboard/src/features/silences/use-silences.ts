import type { SilencesAnswer } from '@tidewatch/contract/operations/silences';
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { readJson } from '../../shared/alerts/read-json.ts';
import { useAlerts } from '../../shared/alerts/use-alerts.ts';

const everyMs = 5_000;

export interface Silences {
  readonly answer: Readonly<ShallowRef<SilencesAnswer | null>>;
  readonly lost: Readonly<ShallowRef<boolean>>;
  refresh(): void;
}

/** All silences, read again every few seconds and whenever an alert changes. */
export const useSilences = (): Silences => {
  const answer = shallowRef<SilencesAnswer | null>(null);
  const lost = shallowRef(false);
  let ended = false;
  const refresh = async () => {
    const read = await readJson<SilencesAnswer>('/v1/silences');
    if (ended) return;
    lost.value = read.came !== 'done';
    if (read.came === 'done') answer.value = read.answer;
  };
  const { answer: alerts } = useAlerts();
  watch(alerts, () => void refresh(), { immediate: true });
  const timer = setInterval(() => void refresh(), everyMs);
  onScopeDispose(() => {
    ended = true;
    clearInterval(timer);
  });
  return { answer, lost, refresh: () => void refresh() };
};
