import type { EventDefinition, FieldDefinition } from '@tidewatch/contract/catalog/event-definition';
import type { Language } from '../format/locale.ts';
import { plainText } from '../format/plain-text.ts';
import { noneValue, otherValue } from '../groups/top-groups.ts';
import { localText } from './local-text.ts';

/** What the catalog calls dimensions and their values, in the language of the page. Call in a computed or a template. */
export interface CatalogWords {
  /** As it stands within a sentence: `cancelled by`. */
  readonly dimension: (name: string) => string;
  /** Text as it is where the catalog has no name for the value; what was not given and the rest have words of their own. */
  readonly value: (dimension: string, value: string) => string;
}

export interface OwnWords {
  readonly other: string;
  readonly none: string;
  /** Dimensions that no event declares: those of the pipeline. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** `merchantId` → `merchant`, `cancelledBy` → `cancelled by`: a declared name as words. */
export const nameWords = (name: string): string =>
  name
    .replace(/^event\./, '')
    .replace(/(Id|_id|Name|_name)$/, '')
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();

/** Their values are the types of events. */
const typeDimensions = ['type', 'event.type'];

/** A dimension has one name on all screens: the first event that gives it a title, or titles for its values, decides. */
const titled = (events: Iterable<EventDefinition>) => {
  const titles = new Map<string, NonNullable<FieldDefinition['title']>>();
  const values = new Map<string, Map<string, NonNullable<FieldDefinition['title']>>>();
  const add = (dimension: string, value: string, words: NonNullable<FieldDefinition['title']>) => {
    const known = values.get(dimension) ?? new Map<string, NonNullable<FieldDefinition['title']>>();
    if (!known.has(value)) values.set(dimension, known.set(value, words));
  };
  for (const { event, title, data } of events) {
    if (title !== undefined) for (const name of typeDimensions) add(name, event, title);
    for (const [name, field] of Object.entries(data)) {
      if (field.title !== undefined && !titles.has(name)) titles.set(name, field.title);
      for (const [value, words] of Object.entries(field.values ?? {})) add(name, value, words);
    }
  }
  return { titles, values };
};

/** The words of a catalog. */
export const catalogWords = (events: Iterable<EventDefinition>, language: Language, own: OwnWords): CatalogWords => {
  const { titles, values } = titled(events);
  return {
    dimension(name) {
      const title = titles.get(name);
      if (title !== undefined) return plainText(localText(title, language));
      const words = nameWords(name);
      return (Object.hasOwn(own.dimensions, words) ? own.dimensions[words] : undefined) ?? words;
    },
    value(dimension, value) {
      if (value === noneValue) return own.none;
      if (value === otherValue) return own.other;
      const title = values.get(dimension)?.get(value);
      return plainText(title === undefined ? value : localText(title, language));
    },
  };
};
