import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import { plainThreshold, withThreshold } from '../../../shared/alerts/model/condition.ts';
import { usePage } from '../../../shared/page/use-page.ts';
import {
  changesOf,
  draftBody,
  draftKeys,
  draftWith,
  savedDraft,
  type DraftChanges,
  type DraftKey,
  type RuleDraft,
} from './rule-draft.ts';

const prefix = 'rule.';
/** A drag is many drafts: the address takes the one where it rests. */
const addressAfterMs = 400;

export interface RuleDrafting {
  readonly saved: ComputedRef<RuleDraft>;
  readonly draft: Readonly<ShallowRef<RuleDraft>>;
  readonly changes: ComputedRef<DraftChanges>;
  readonly body: ComputedRef<Readonly<Record<string, unknown>>>;
  set(key: DraftKey, text: string): void;
  /** Moves the plain threshold of the condition. */
  setThreshold(value: number): void;
  discard(): void;
}

/** A rule as somebody is changing it. The draft stands in the address: who is sent the link sees the same. */
export const useRuleDraft = (rule: () => Rule): RuleDrafting => {
  const { address } = usePage();
  const saved = computed(() => savedDraft(rule()));
  const fromAddress = (): DraftChanges =>
    Object.fromEntries(
      draftKeys.flatMap((key) => {
        const text = address.extras[prefix + key];
        // An empty parameter is no parameter: a blank stands for "taken away".
        return text === undefined ? [] : [[key, text.trim()]];
      }),
    );
  const draft = shallowRef(draftWith(saved.value, fromAddress()));
  const changes = computed(() => changesOf(saved.value, draft.value));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const toAddress = () => {
    const mine = draftKeys.map((key) => {
      const text = changes.value[key];
      return [prefix + key, text === undefined ? '' : text === '' ? ' ' : text] as const;
    });
    address.change({ extras: { ...address.extras, ...Object.fromEntries(mine) } }, { replace: true });
  };
  watch(changes, () => {
    clearTimeout(timer);
    timer = setTimeout(toAddress, addressAfterMs);
  });
  watch(
    () => JSON.stringify(fromAddress()),
    () => {
      const next = draftWith(saved.value, fromAddress());
      const isMine = JSON.stringify(changesOf(saved.value, next)) === JSON.stringify(changes.value);
      if (!isMine) draft.value = next;
    },
  );
  onScopeDispose(() => clearTimeout(timer));

  const set = (key: DraftKey, text: string) => (draft.value = { ...draft.value, [key]: text });
  return {
    saved,
    draft,
    changes,
    body: computed(() => draftBody(changes.value)),
    set,
    setThreshold(value) {
      if (plainThreshold(draft.value.when) !== null) set('when', withThreshold(draft.value.when, value));
    },
    discard: () => (draft.value = saved.value),
  };
};
