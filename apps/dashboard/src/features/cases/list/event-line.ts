import type { EventItem } from '@tidewatch/contract/events';
import type { CaseSummary, Person } from '@tidewatch/contract/operations/cases';
import type { CatalogWords } from '../../../shared/catalog/catalog-words.ts';
import type { Definitions } from '../../../shared/catalog/definitions.ts';
import { localText } from '../../../shared/catalog/local-text.ts';
import { valueText } from '../../../shared/format/format-value.ts';
import type { Language } from '../../../shared/format/locale.ts';
import { plainText } from '../../../shared/format/plain-text.ts';

/** One row of a list of events or cases: all text, ready to be shown as text. */
export interface EventLine {
  readonly key: string;
  readonly timeMs: number;
  readonly kind: string;
  /** What is most telling: the reason, else the kind. */
  readonly main: string;
  readonly subject: string;
  /** The other dimensions. */
  readonly aside: string;
  readonly amount: string;
  readonly holder: Person | null;
  readonly outcome: string | null;
  readonly comments: number;
}

const isReason = (field: string) => /reason|cause|code/i.test(field);

/** A value without a title of its own reads as a headline all the same: `no_courier` → `No courier`. */
const headline = (value: string) => {
  const words = value.replace(/_/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What a list shows of an event: its reason first, then where and who, then the amount. */
export const eventLine = (
  event: EventItem,
  state: CaseSummary | null,
  definitions: Pick<Definitions, 'events'>,
  language: Language,
  words: CatalogWords,
  /** Dimensions that every row has alike. */
  alike: readonly string[] = [],
): EventLine => {
  const definition = definitions.events.get(event.type);
  const fields = Object.entries(event.data).filter(([, value]) => value !== null && value !== '');
  const declared = (field: string) => definition?.data[field];
  const money = fields.find(([field, value]) => typeof value === 'number' && declared(field)?.type === 'money');
  const dimensions = fields.filter(([field]) =>
    definition === undefined ? typeof event.data[field] === 'string' : declared(field)?.dimension === true,
  );
  const reason = dimensions.find(([field]) => isReason(field));
  const kind = plainText(definition?.title === undefined ? event.type : localText(definition.title, language));
  return {
    key: event.key,
    timeMs: Date.parse(event.time),
    kind,
    main: reason === undefined ? kind : headline(words.value(reason[0], String(reason[1]))),
    subject: plainText(event.subject ?? event.id),
    aside: dimensions
      .filter((field) => field !== reason && field[1] !== event.subject && !alike.includes(field[0]))
      .map(([field, value]) => words.value(field, String(value)))
      .join(' · '),
    amount: money === undefined ? '' : valueText(Number(money[1]), declared(money[0])?.currency ?? null, language),
    holder: state?.claim?.by ?? null,
    outcome: state?.outcome?.name ?? null,
    comments: state?.comments ?? 0,
  };
};
