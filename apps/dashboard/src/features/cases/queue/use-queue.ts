import type { CaseRow } from '@tidewatch/contract/operations/cases';
import type { CasesSnapshot } from '@tidewatch/contract/socket';
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { LiveView } from '../../../shared/live/live-view.ts';
import { useLive } from '../../../shared/live/use-live.ts';
import type { Page } from '../../../shared/page/page.ts';
import { heldRows, type HeldRows } from '../model/held-rows.ts';
import { usePerson } from '../../../shared/person/use-person.ts';

const rowsMax = 500;

export const queueShows = ['open', 'free', 'mine', 'done'] as const;
export type QueueShow = (typeof queueShows)[number];

export interface Queue {
  readonly view: Readonly<Ref<LiveView<CasesSnapshot>>>;
  readonly rows: ComputedRef<readonly CaseRow[]>;
  /** Rows that came or went while the reader holds the list. */
  readonly waiting: ComputedRef<number>;
  readonly held: Ref<boolean>;
  release(): void;
}

const keyOf = ({ event }: CaseRow) => event.key;

/** One part of the queue within a scope. Nothing moves while the reader holds the list. */
export const useQueue = (page: Page, show: QueueShow, where: readonly string[]): Queue => {
  const { person } = usePerson();
  const view = useLive(page.live, () => {
    return {
      kind: 'cases' as const,
      show: show === 'mine' ? ('claimed' as const) : show,
      // Who has no name yet has no cases.
      ...(show === 'mine' ? { person: person.value?.id ?? 'nobody-yet' } : {}),
      where,
      tz: page.preferences.value.zone,
      limit: rowsMax,
    };
  });
  const held = ref(false);
  const list = shallowRef<HeldRows<CaseRow>>({ rows: [], waiting: 0 });
  const newest = computed(() => view.value.snapshot?.rows ?? []);
  watch([newest, held], () => (list.value = heldRows(list.value, newest.value, keyOf, held.value)), {
    immediate: true,
  });
  return {
    view,
    rows: computed(() => list.value.rows),
    waiting: computed(() => list.value.waiting),
    held,
    release() {
      list.value = { rows: newest.value, waiting: 0 };
    },
  };
};
