import type { CaseAct } from '@tidewatch/contract/operations/cases';
import { onScopeDispose, watch } from 'vue';
import { useTexts } from '../../../shared/i18n/use-texts.ts';
import { useCommand } from '../../../shared/keyboard/use-command.ts';
import { usePage } from '../../../shared/page/use-page.ts';
import { casesTexts } from '../messages.ts';
import type { ShownCase } from '../model/case-state.ts';
import { usePerson } from '../../../shared/person/use-person.ts';
import type { OutcomeChoice } from './outcomes.ts';

export interface CaseKeys {
  readonly outcomes: () => readonly OutcomeChoice[];
  readonly shown: () => ShownCase;
  /** The event is there and nothing is under way. */
  readonly ready: () => boolean;
  /** The event is there; a comment may be begun while something else is under way. */
  readonly there: () => boolean;
  readonly act: (act: CaseAct) => void;
  readonly choose: (outcome: string) => void;
  readonly comment: () => void;
}

/** `c` claims, `r` gives back, `1` to `9` end the case that is open, `n` writes a comment. */
export const useCaseKeys = ({ outcomes, shown, ready, there, act, choose, comment }: CaseKeys): void => {
  const { keyboard } = usePage();
  const { person } = usePerson();
  const texts = useTexts(casesTexts);
  const group = () => texts.value.keys.group;
  const holder = () => shown().claim?.by.id ?? null;
  useCommand(
    {
      key: 'c',
      group,
      name: () => texts.value.keys.claim,
      enabled: () => ready() && holder() === null && shown().outcome === null,
      run: () => act({ act: 'claim' }),
    },
    {
      key: 'r',
      group,
      name: () => texts.value.keys.release,
      enabled: () => ready() && holder() !== null && holder() === person.value?.id && shown().outcome === null,
      run: () => act({ act: 'release', from: holder() ?? '' }),
    },
    { key: 'n', group, name: () => texts.value.keys.comment, enabled: there, run: comment },
  );
  // The outcomes are those of the event type, which may change with the event that is open.
  let ends: (() => void)[] = [];
  const unregister = () => ends.splice(0).forEach((end) => end());
  watch(
    outcomes,
    (choices) => {
      unregister();
      ends = choices.map(({ key, name, title }) =>
        keyboard.register({
          key,
          group,
          name: () => texts.value.keys.outcome(title),
          enabled: ready,
          run: () => choose(name),
        }),
      );
    },
    { immediate: true },
  );
  onScopeDispose(unregister);
};
