import type { CaseAct, CaseState, Person } from '@tidewatch/contract/operations/cases';
import type { Problem } from '@tidewatch/contract/errors';
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { LiveView } from '../../../shared/live/live-view.ts';
import { useLive } from '../../../shared/live/use-live.ts';
import type { Page } from '../../../shared/page/page.ts';
import type { CaseSnapshot } from '@tidewatch/contract/socket';
import { newerCase, shownCase, type PendingAct, type ShownCase } from '../model/case-state.ts';
import { randomId } from '../../../shared/person/use-person.ts';
import { sendAct } from '../request/send-act.ts';

/** An act that came to nothing, and why; null: nobody knows whether the log has it. */
export interface FailedAct {
  readonly pending: PendingAct;
  readonly problem: Problem | null;
}

export interface OpenCase {
  readonly view: Readonly<Ref<LiveView<CaseSnapshot>>>;
  readonly state: ComputedRef<CaseState | null>;
  readonly shown: ComputedRef<ShownCase>;
  readonly failed: Readonly<Ref<FailedAct | null>>;
  readonly busy: ComputedRef<boolean>;
  /** Shows the act at once, and says later whether it came to be. True when the log has it. */
  act(act: CaseAct, by: Person): Promise<boolean>;
  /** Sends the failed act again, as the same request. */
  retry(): Promise<boolean>;
  forget(): void;
}

/** The case of one event: live, with what this screen does to it shown before the log has it. */
export const useCase = (page: Page, key: () => string): OpenCase => {
  const view = useLive(page.live, () => ({ kind: 'case' as const, key: key() }));
  const answered = shallowRef<CaseState | null>(null);
  const underWay = shallowRef<readonly PendingAct[]>([]);
  const failed = shallowRef<FailedAct | null>(null);
  const gone = ref(false);
  onScopeDispose(() => (gone.value = true));
  watch(key, () => {
    answered.value = null;
    underWay.value = [];
    failed.value = null;
  });
  const state = computed(() => {
    const live = view.value.snapshot?.event.key === key() ? view.value.snapshot.case : null;
    return newerCase(live, answered.value);
  });

  const send = async (pending: PendingAct): Promise<boolean> => {
    const of = key();
    failed.value = null;
    underWay.value = [...underWay.value, pending];
    const sent = await sendAct(of, pending.act, pending.by, pending.request);
    if (gone.value || of !== key()) return sent.came === 'done';
    if (sent.came !== 'lost') answered.value = newerCase(answered.value, sent.case);
    underWay.value = underWay.value.filter(({ request }) => request !== pending.request);
    if (sent.came !== 'done') failed.value = { pending, problem: sent.came === 'refused' ? sent.problem : null };
    return sent.came === 'done';
  };
  return {
    view,
    state,
    shown: computed(() => shownCase(state.value, underWay.value)),
    failed,
    busy: computed(() => underWay.value.length > 0),
    act: (act, by) => send({ request: randomId(), act, by, at: page.clock.now() }),
    async retry() {
      return failed.value === null ? false : send(failed.value.pending);
    },
    forget: () => (failed.value = null),
  };
};
