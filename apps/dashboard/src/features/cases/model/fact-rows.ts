import type { EventDefinition, FieldDefinition } from '@tidewatch/contract/catalog/event-definition';
import type { EventItem } from '@tidewatch/contract/events';
import { nameWords, type CatalogWords } from '../../../shared/catalog/catalog-words.ts';
import { valueText } from '../../../shared/format/format-value.ts';
import type { Language } from '../../../shared/format/locale.ts';
import { formatSecondWithZone } from '../../../shared/time/format-time.ts';
import type { Zone } from '../../../shared/time/zones.ts';

/** One field of an event, ready to be shown as text. */
export interface FactRow {
  readonly field: string;
  readonly label: string;
  /** Empty while `masked`. */
  readonly value: string;
  /** Personal data that this server shows nobody. */
  readonly masked: boolean;
  /** What the field may be filtered by, as the API takes it; null where it may not. */
  readonly filter: string | null;
}

export interface FactSpeech {
  readonly language: Language;
  readonly zone: Zone;
  readonly yes: string;
  readonly no: string;
  readonly words: CatalogWords;
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

const textOf = (
  name: string,
  value: string | number | boolean,
  field: FieldDefinition | undefined,
  speech: FactSpeech,
): string => {
  if (typeof value === 'boolean') return value ? speech.yes : speech.no;
  if (typeof value === 'number') return valueText(value, field?.currency ?? null, speech.language);
  if (field?.type === 'timestamp' && !Number.isNaN(Date.parse(value)))
    return formatSecondWithZone(Date.parse(value), speech.zone);
  return speech.words.value(name, value);
};

/** Two fields that would have one label keep the names that they were declared with: `patientId` and `patientName`. */
const labels = (fields: readonly string[], words: CatalogWords): ReadonlyMap<string, string> => {
  const short = fields.map(words.dimension);
  const isAlone = (label: string) => short.indexOf(label) === short.lastIndexOf(label);
  return new Map(
    fields.map((field, index) => {
      const label = short[index] ?? field;
      return [field, capital(isAlone(label) ? label : nameWords(`${field}_`).trim())];
    }),
  );
};

/** Every declared field that the event has, in the order of its definition; the key that the heading shows is left out. */
export const factRows = (
  event: EventItem,
  definition: EventDefinition | undefined,
  speech: FactSpeech,
): readonly FactRow[] => {
  const masked = new Set(event.masked);
  const declared = Object.keys(definition?.data ?? event.data);
  const fields = declared.filter(
    (field) => masked.has(field) || ((event.data[field] ?? null) !== null && event.data[field] !== event.subject),
  );
  const names = labels(fields, speech.words);
  return fields.map((field) => {
    const value = event.data[field] ?? null;
    const declaredField = definition?.data[field];
    return {
      field,
      label: names.get(field) ?? field,
      value: value === null ? '' : textOf(field, value, declaredField, speech),
      masked: masked.has(field),
      filter: declaredField?.dimension === true && value !== null ? `${field}:${String(value)}` : null,
    };
  });
};
