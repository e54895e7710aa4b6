import type { EventDefinition } from '@tidewatch/contract/catalog/event-definition';
import { localText, oneLine } from './local-text.ts';
import { dimensionWords } from './format.ts';

type Language = 'en' | 'id';

/** What the catalog calls dimensions and their values; as on the screens, the first event that gives a title decides. */
export interface CatalogNames {
  readonly dimension: (name: string, language: Language) => string;
  readonly value: (dimension: string, value: string, language: Language) => string;
}

/** The names of a catalog's events. What has no title is shown as it is: a dimension as words, a value as text on one line. */
export function catalogNames(events: readonly Pick<EventDefinition, 'data'>[]): CatalogNames {
  const fieldsOf = (name: string) =>
    events.flatMap(({ data }) => (Object.hasOwn(data, name) ? (data[name] ?? []) : []));
  return {
    dimension(name, language) {
      const title = fieldsOf(name).find((field) => field.title !== undefined)?.title;
      return title === undefined ? dimensionWords(oneLine(name)) : localText(title, language);
    },
    value(dimension, value, language) {
      const titled = fieldsOf(dimension).find(({ values = {} }) => Object.hasOwn(values, value));
      const title = titled?.values?.[value];
      return title === undefined ? oneLine(value) : localText(title, language);
    },
  };
}
