import type { EventItem } from '@tidewatch/contract/events';
import type { CatalogWords } from '../../shared/catalog/catalog-words.ts';
import type { Definitions } from '../../shared/catalog/definitions.ts';
import { localText } from '../../shared/catalog/local-text.ts';
import { valueText } from '../../shared/format/format-value.ts';
import type { Language } from '../../shared/format/locale.ts';
import { plainText } from '../../shared/format/plain-text.ts';
import { formatSecond } from '../../shared/time/format-time.ts';
import type { Zone } from '../../shared/time/zones.ts';

/** One line of the feed: all text, ready to be shown as text. */
export interface EventRow {
  /** Name of the event in the address. */
  readonly key: string;
  readonly time: string;
  readonly isoTime: string;
  readonly kind: string;
  readonly subject: string;
  readonly what: string;
  readonly where: string;
  readonly amount: string;
}

export interface EventRowSpeech {
  readonly definitions: Pick<Definitions, 'events'>;
  readonly language: Language;
  readonly zone: Zone;
  readonly words: CatalogWords;
}

/** `order.cancelled` → `Order cancelled`, for types without a title. */
const typeWords = (type: string) => {
  const words = type.replace(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The title of an event type for the screen. */
export const typeTitle = (type: string, { events }: Pick<Definitions, 'events'>, language: Language): string => {
  const title = events.get(type)?.title;
  return plainText(title === undefined ? typeWords(type) : localText(title, language));
};

/** What is most telling comes first: the end of a long line is cut. */
const isReason = ([field]: readonly [string, unknown]) => /reason|cause|code/i.test(field);
const isPlace = (field: string) => /^(city|region|province|area)$/i.test(field);
/** Keys of the record itself repeat the subject. */
const isKey = (field: string, value: unknown, subject: string | null) => value === subject || field === 'id';

/** What the feed shows of an event. Dimensions are what the company calls interesting; the first money field is the amount. */
export const eventRow = (event: EventItem, { definitions, language, zone, words }: EventRowSpeech): EventRow => {
  const definition = definitions.events.get(event.type);
  const fields = Object.entries(event.data).filter(([, value]) => value !== null && value !== '');
  const declared = (name: string) => definition?.data[name];
  const money = fields.find(
    ([name, value]) => typeof value === 'number' && (declared(name)?.type === 'money' || name === 'amount'),
  );
  const shown = fields.filter(([name, value]) => {
    if (isPlace(name) || isKey(name, value, event.subject) || name === money?.[0]) return false;
    return definition === undefined ? typeof value === 'string' : declared(name)?.dimension === true;
  });
  const at = Date.parse(event.time);
  return {
    key: event.key,
    time: formatSecond(at, zone),
    isoTime: event.time,
    kind: typeTitle(event.type, definitions, language),
    subject: plainText(event.subject ?? event.id),
    what: [...shown.filter(isReason), ...shown.filter((field) => !isReason(field))]
      .map(([name, value]) => words.value(name, String(value)))
      .join(' · '),
    where: plainText(String(fields.find(([name]) => isPlace(name))?.[1] ?? '')),
    amount: money === undefined ? '' : valueText(Number(money[1]), declared(money[0])?.currency ?? null, language),
  };
};
