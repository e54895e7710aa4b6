import type { EventDefinition } from '@tidewatch/contract/catalog/event-definition';
import { outcomesDefault } from '@tidewatch/contract/operations/cases';
import { localText } from '../../../shared/catalog/local-text.ts';
import type { Language } from '../../../shared/format/locale.ts';
import type { IconName } from '../../../shared/ui/icons.ts';

/** One way to end a case, with the key that chooses it. */
export interface OutcomeChoice {
  readonly name: string;
  readonly title: string;
  readonly key: string;
  readonly icon: IconName;
}

const icons: Readonly<Record<string, IconName>> = {
  called: 'phone',
  're-ordered': 'swap',
  refunded: 'cash',
  'nothing-to-do': 'close',
};

/** The outcomes of an event type, in the order of the catalog: the first is key 1. */
export const outcomeChoices = (definition: EventDefinition | undefined, language: Language): readonly OutcomeChoice[] =>
  (definition?.cases?.outcomes ?? outcomesDefault).map(({ name, title }, index) => ({
    name,
    title: localText(title, language),
    key: String(index + 1),
    icon: icons[name] ?? 'tick',
  }));

/** The title of an outcome; its name where the catalog does not know it any more. */
export const outcomeTitle = (choices: readonly OutcomeChoice[], name: string): string =>
  choices.find((choice) => choice.name === name)?.title ?? name;
